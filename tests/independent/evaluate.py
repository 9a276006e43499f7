"""The evaluation's figures computed again, in pandas, SciPy and statsmodels.

Written from the specification alone: nothing here reads or shares Waymark's code, so that a
misreading on one side shows as a difference. `compare.py` holds the two against each other.

    python3 evaluate.py referrals.csv support.csv interviews.csv > independent.json
"""

import itertools
import json
import sys

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint
import statsmodels.api as sm

GROUPS = ["no_sessions", "some_sessions", "completed"]
AREAS = ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall",
         "Wolverhampton", "not_recorded"]
DATES = ["received_on", "acknowledged_on", "first_contact_on", "first_assessment_offered_on",
         "first_assessment_attended_on", "decided_on", "first_session_offered_on",
         "first_session_attended_on", "closed_on"]
RULES = ["2018-04", "2018-12"]


def read(path, dates):
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for column in dates:
        if column not in table:
            table[column] = ""
        table[column] = pd.to_datetime(table[column].replace("", None), format="%Y-%m-%d")
    return table


def column(table, name):
    return table[name] if name in table else pd.Series("", index=table.index)


def number(table, name):
    return pd.to_numeric(column(table, name).replace("", None))


def clean(value):
    """A number for JSON: null where it is undefined."""
    if value is None:
        return None
    value = float(value)
    return value if np.isfinite(value) else None


def proportion(count, whole):
    if whole == 0:
        return {"count": int(count), "share": None, "low": None, "high": None}
    low, high = proportion_confint(count, whole, method="wilson")
    return {"count": int(count), "share": count / whole, "low": clean(low), "high": clean(high)}


# ---- individuals ----------------------------------------------------------------------


def individuals(referrals):
    """One row a man: his index referral, his sessions, his engagement group."""
    rows = referrals.copy()
    man = rows["individual_ref"] if "individual_ref" in rows else pd.Series("", index=rows.index)
    rows["man"] = np.where(man == "", "row " + rows["referral_ref"], "man " + man)
    rows["rank"] = column(rows, "assessment_outcome").map(
        {"suitable": 3, "unsuitable": 2, "pending": 1}).fillna(0)
    rows["sessions"] = number(rows, "sessions_attended").fillna(0).astype(int)
    # Python compares text by code point, as the tie rule asks.
    rows = rows.sort_values(["received_on", "referral_ref"], kind="stable")
    index = rows.sort_values("rank", kind="stable").groupby("man").tail(1).set_index("man")
    with_any = rows[rows["sessions"] > 0].groupby("man").tail(1).set_index("man")
    men = index.drop(columns="sessions")
    men["sessions"] = with_any["sessions"].reindex(men.index).fillna(0).astype(int)
    carrier = with_any.reindex(men.index)
    men["carrier_closure"] = carrier["closure_reason"].fillna("") if len(carrier) else ""
    men["carrier_closed_on"] = carrier["closed_on"]
    men["assessed"] = rows.assign(
        of=(rows["rank"] > 0) | rows["first_assessment_attended_on"].notna()
    ).groupby("man")["of"].any().reindex(men.index)
    finished = rows.assign(of=column(rows, "closure_reason") == "completed").groupby("man")["of"].any()
    finished = finished.reindex(men.index)
    men["group"] = np.where(
        men["assessment_outcome"] != "suitable", "",
        np.where(finished, "completed", np.where(men["sessions"] > 0, "some_sessions", "no_sessions")))
    men["area"] = column(men, "area").replace("", "not_recorded")
    plans = {"cp": "cp", "cin": "cin", "early_help": "early_help", "none": "other", "unknown": "other"}
    men["plan"] = column(men, "plan").map(plans).fillna("not_recorded")
    for key, to in {"21": "first_assessment_offered_on", "22": "first_assessment_attended_on",
                    "23": "first_session_offered_on"}.items():
        wait = (men[to] - men["received_on"]).dt.days
        men[key] = wait.where(wait >= 0)
    men["26"], men["27"] = number(men, "age_at_referral"), number(men, "children")
    return men


# ---- statistics -----------------------------------------------------------------------


def welch(samples):
    if any(len(s) < 2 for s in samples):
        return None
    n = np.array([len(s) for s in samples], float)
    m = np.array([s.mean() for s in samples])
    v = np.array([s.var(ddof=1) for s in samples])
    if (v == 0).any():
        return None
    w = n / v
    k = len(samples)
    mean = (w * m).sum() / w.sum()
    lack = ((1 - w / w.sum()) ** 2 / (n - 1)).sum()
    f = ((w * (m - mean) ** 2).sum() / (k - 1)) / (1 + 2 * (k - 2) / (k * k - 1) * lack)
    df = (k * k - 1) / (3 * lack)
    return {"statistic": f, "df": [k - 1, df], "p": stats.f.sf(f, k - 1, df)}


def games_howell(a, b):
    if len(a) < 2 or len(b) < 2:
        return None
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if va + vb == 0:
        return None
    t = abs(a.mean() - b.mean()) / np.sqrt(va + vb)
    df = (va + vb) ** 2 / (va ** 2 / (len(a) - 1) + vb ** 2 / (len(b) - 1))
    return {"statistic": t, "df": df, "p": stats.studentized_range.sf(t * np.sqrt(2), 3, df)}


def hedges(a, b):
    if len(a) < 2 or len(b) < 2:
        return None
    n = len(a) + len(b)
    pooled = np.sqrt(((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (n - 2))
    if pooled == 0:
        return None
    g = (1 - 3 / (4 * n - 9)) * (a.mean() - b.mean()) / pooled
    half = stats.norm.ppf(0.975) * np.sqrt(n / (len(a) * len(b)) + g * g / (2 * (n - 3.94)))
    return {"value": g, "low": g - half, "high": g + half}


def kruskal(samples):
    samples = [s for s in samples if len(s)]
    if len(samples) < 3 or len(set(np.concatenate(samples))) < 2:
        return None
    h, p = stats.kruskal(*samples)
    return {"statistic": h, "df": [len(samples) - 1], "p": p}


def named(name, result, keys, **extra):
    result = result or dict.fromkeys(keys)
    return {"name": name, **extra, **{key: result[key] for key in keys}}


def means(men, key):
    suitable = men[men["group"] != ""]
    samples = {g: suitable.loc[suitable["group"] == g, key].dropna().to_numpy(float) for g in GROUPS}
    rows = []
    for name, s in [*samples.items(), ("total", suitable[key].dropna().to_numpy(float))]:
        mean = s.mean() if len(s) else None
        sd = s.std(ddof=1) if len(s) > 1 else None
        half = stats.t.ppf(0.975, len(s) - 1) * sd / np.sqrt(len(s)) if len(s) > 1 else None
        rows.append({"group": name, "n": len(s), "mean": clean(mean), "sd": clean(sd),
                     "low": clean(mean - half) if half is not None else None,
                     "high": clean(mean + half) if half is not None else None})
    pairs = list(itertools.combinations(GROUPS, 2))
    tests = [named("welch_anova", welch(list(samples.values())), ["statistic", "df", "p"])]
    tests += [named("games_howell", games_howell(samples[a], samples[b]),
                    ["statistic", "df", "p"], groups=[a, b]) for a, b in pairs]
    tests.append(named("kruskal_wallis", kruskal(list(samples.values())), ["statistic", "df", "p"]))
    tests += [named("hedges_g", hedges(samples[a], samples[b]), ["value", "low", "high"],
                    groups=[a, b]) for a, b in pairs]
    n = rows[-1]["n"]
    return {"n": n, "missing": len(suitable) - n, "rows": rows, "tests": tests}


def holm(figures):
    tests = [t for key in ["21", "22", "23", "26", "27"] for t in figures[key]["tests"]
             if t["name"] == "welch_anova"]
    defined = sorted((t for t in tests if t["p"] is not None), key=lambda t: t["p"])
    held = 0.0
    for place, test in enumerate(defined):
        held = max(held, min(1.0, (len(defined) - place) * test["p"]))
        test["p_holm"] = held


def two_by_two(a, of_a, b, of_b):
    """One group against all others: Newcombe, Woolf, Fisher."""
    nothing = {"risk_difference": None, "odds_ratio": None, "fisher_p": None}
    if of_a == 0 or of_b == 0:
        return nothing
    cells = np.array([[a, of_a - a], [b, of_b - b]])
    return {"risk_difference": a / of_a - b / of_b,
            "odds_ratio": Table2x2(cells.astype(float)).oddsratio,
            "fisher_p": stats.fisher_exact(cells).pvalue}


# ---- figures --------------------------------------------------------------------------


def flow(referrals, men):
    decided = men["assessment_outcome"].isin(["suitable", "unsuitable"])
    counts = {"referrals": len(referrals), "individuals": len(men), "assessed": men["assessed"].sum(),
              "decided": decided.sum(), "suitable": (men["group"] != "").sum(),
              "started": men["group"].isin(["some_sessions", "completed"]).sum(),
              "completed": (men["group"] == "completed").sum()}
    rows, before = [], None
    for stage, count in counts.items():
        row = {"stage": stage, "count": int(count)}
        if before is not None:
            row |= proportion(count, counts[before])
        if stage != "referrals":
            row["share_of_individuals"] = count / len(men) if len(men) else None
        rows.append(row)
        before = stage
    return {"rows": rows}


def suitability(men):
    decided = men[men["assessment_outcome"].isin(["suitable", "unsuitable"])]
    rows = []
    for area in [*AREAS, "total"]:
        of_area = decided if area == "total" else decided[decided["area"] == area]
        for outcome in ["suitable", "unsuitable", "total"]:
            count = len(of_area) if outcome == "total" else (of_area["assessment_outcome"] == outcome).sum()
            rows.append({"area": area, "outcome": outcome, **proportion(count, len(decided)),
                         "share_of_area": count / len(of_area) if len(of_area) else None})
    return {"n": len(decided), "rows": rows}


def reasons(men):
    unsuitable = men[men["assessment_outcome"] == "unsuitable"]
    given = column(unsuitable, "unsuitable_reason")
    given = given[given != ""]
    codes = ["denial", "unwilling_to_engage", "too_high_risk", "mental_health",
             "needs_alternate_support", "ineligible", "unknown"]
    return {"n": len(given), "missing": len(unsuitable) - len(given),
            "rows": [{"reason": code, **proportion((given == code).sum(), len(given))} for code in codes]}


def quarter(days):
    return days.dt.year.astype(int).astype(str) + "Q" + days.dt.quarter.astype(int).astype(str)


def by_quarter(referrals):
    if referrals.empty:
        return {"n": 0, "rows": []}
    area = column(referrals, "area").replace("", "not_recorded")
    when = referrals["received_on"].dt.to_period("Q")
    quarters = pd.period_range(when.min(), when.max(), freq="Q")
    table = pd.crosstab(area, when).reindex(index=AREAS, columns=quarters, fill_value=0)
    rows = [{"area": a, "quarter": f"{q.year}Q{q.quarter}", "count": int(table.loc[a, q])}
            for a in AREAS for q in quarters]
    rows += [{"area": a, "quarter": "total", "count": int(table.loc[a].sum())} for a in AREAS]
    rows += [{"area": "total", "quarter": f"{q.year}Q{q.quarter}", "count": int(table[q].sum())} for q in quarters]
    rows.append({"area": "total", "quarter": "total", "count": len(referrals)})
    return {"n": len(referrals), "rows": rows}


def engagement(men, by, values):
    suitable = men[men["group"] != ""]
    rows = []
    for value in [*values, "total"]:
        of_value = suitable if value == "total" else suitable[suitable[by] == value]
        for group in [*GROUPS, "total"]:
            count = len(of_value) if group == "total" else (of_value["group"] == group).sum()
            rows.append({by: value, "group": group, **proportion(count, len(of_value))})
    return {"n": len(suitable), "rows": rows}


def benefits(support):
    sign = {"1": -1, "2": -1, "3": 0, "4": 1, "5": 1}
    parts = pd.DataFrame({"satisfaction": column(support, "satisfaction").map(sign)})
    for name in ["health", "everyday_life", "safety"]:
        parts[name] = number(support, name)
    total = parts.sum(axis=1, min_count=1)
    rated = total.dropna()
    return {"n": len(rated), "missing": len(total) - len(rated),
            "rows": [{"sum": s, **proportion((rated == s).sum(), len(rated))} for s in range(-4, 5)]}


def iss(support):
    types = column(support, "support_types").str.split(";")
    stages = {"referred": len(support), "contacted": support["first_contact_on"].notna().sum(),
              "assessed": support["assessed_on"].notna().sum(),
              "started": support["started_on"].notna().sum(), "closed": support["closed_on"].notna().sum()}
    rows = [{"stage": stage, "count": int(count)} for stage, count in stages.items()]
    for code in ["face_to_face", "counselling", "group_work", "drop_in", "telephone", "written",
                 "advocacy", "health", "other"]:
        has = types.apply(lambda given: code in given) if len(types) else pd.Series(dtype=bool)
        rows.append({"support": code, **proportion(int(has.sum()), len(support))})
    return {"n": len(support), "rows": rows}


def interviews(table):
    done = table[(column(table, "outcome") == "done") & (column(table, "group") == "social_worker")]
    area, phase = column(done, "area"), column(done, "phase")
    counts = done.groupby([area.rename("area"), phase.rename("phase")]).size()
    return {"rows": [{"area": a, "phase": p, "count": int(c)} for (a, p), c in counts.items()]}


def outputs(referrals, men, support):
    return {"rows": [
        {"output": "referrals", "value": len(referrals)}, {"output": "individuals", "value": len(men)},
        {"output": "assessed", "value": int(men["assessed"].sum())},
        {"output": "suitable", "value": int((men["group"] != "").sum())},
        {"output": "started", "value": int(men["group"].isin(["some_sessions", "completed"]).sum())},
        {"output": "sessions", "value": int(men["sessions"].sum())},
        {"output": "completed", "value": int((men["group"] == "completed").sum())},
        {"output": "support_referred", "value": len(support)},
        {"output": "support_received", "value": int(support["started_on"].notna().sum())}]}


def attrition(men, as_at):
    starters = men[men["group"].isin(["some_sessions", "completed"])]
    closed = (starters["carrier_closure"] != "") & ~(starters["carrier_closed_on"] > as_at)
    completed = starters["group"] == "completed"
    time = np.where(completed, 30, starters["sessions"])
    left = (closed & ~completed & (starters["carrier_closure"] != "completed")).to_numpy()
    rows, survival = [], 1.0
    curve = {}
    if len(starters):
        fit = SurvfuncRight(time, left.astype(int))
        curve = dict(zip(fit.surv_times, fit.surv_prob))
    for sessions in range(31):
        survival = curve.get(sessions, survival)
        rows.append({"sessions": sessions, "at_risk": int((time >= sessions).sum()),
                     "left": int((left & (time == sessions)).sum()),
                     "censored": int((~left & (time == sessions)).sum()), "survival": survival})
    return {"n": len(starters), "rows": rows if len(starters) else []}


def change(referrals):
    if referrals.empty:
        return {"rows": []}
    when = referrals["received_on"].dt.to_period("M")
    months = pd.period_range(when.min(), when.max(), freq="M")
    y = when.value_counts().reindex(months, fill_value=0).to_numpy(float)
    t = np.arange(len(months))
    columns = {"intercept": np.ones(len(t)), "slope": t.astype(float)}
    for rule in RULES:
        since = np.array([(m - pd.Period(rule, "M")).n for m in months])
        columns[f"level {rule}"] = (since > 0).astype(float)
        columns[f"slope {rule}"] = np.maximum(since, 0).astype(float)
    x = np.column_stack(list(columns.values()))
    if np.linalg.matrix_rank(x) < x.shape[1] or len(y) <= x.shape[1]:
        return {"rows": []}
    fit = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 1, "use_correction": False}, use_t=False)
    interval = fit.conf_int()
    return {"rows": [{"term": name, "value": fit.params[i], "low": interval[i][0],
                      "high": interval[i][1], "p": fit.pvalues[i]} for i, name in enumerate(columns)]}


def conversion(men):
    started = men["group"].isin(["some_sessions", "completed"])
    marks = pd.DataFrame({"individuals": True, "assessed": men["assessed"].astype(bool),
                          "suitable": men["group"] != "", "started": started,
                          "completed": men["group"] == "completed"})
    rows = []
    for stage, of in [("assessed", "individuals"), ("suitable", "assessed"), ("started", "suitable"),
                      ("completed", "started"), ("completed", "suitable")]:
        for area in AREAS:
            here = men["area"] == area
            base, other = here & marks[of], ~here & marks[of]
            a, b = (base & marks[stage]).sum(), (other & marks[stage]).sum()
            rows.append({"by": "area", "value": area, "stage": stage, "of": of,
                         **proportion(int(a), int(base.sum())),
                         **two_by_two(int(a), int(base.sum()), int(b), int(other.sum()))})
    return {"rows": rows}


def timeliness(referrals):
    clocks = {"offered": ("received_on", "first_assessment_offered_on", 14),
              "contacted": ("received_on", "first_contact_on", 2)}
    rows = []
    for clock, (start, end, target) in clocks.items():
        wait = (referrals[end] - referrals[start]).dt.days
        wait = wait[wait >= 0]
        q = np.percentile(wait, [25, 50, 75]) if len(wait) else [None] * 3
        rows.append({"clock": clock, "n": len(wait), "q1": clean(q[0]), "median": clean(q[1]),
                     "q3": clean(q[2]), "within": int((wait <= target).sum())})
    return {"rows": rows}


def evaluate(referrals_path, support_path=None, interviews_path=None):
    referrals = read(referrals_path, DATES)
    for name in ["assessment_outcome", "closure_reason", "sessions_attended", "referral_ref"]:
        referrals[name] = column(referrals, name)
    support_dates = ["referred_on", "first_contact_on", "assessed_on", "started_on", "closed_on"]
    support = read(support_path, support_dates) if support_path else pd.DataFrame(columns=support_dates)
    latest = pd.concat([referrals[DATES].max(), support[support_dates].max()]).max()
    men = individuals(referrals)
    figures = {"14": flow(referrals, men), "18": suitability(men), "19": reasons(men),
               "20": by_quarter(referrals), "24": engagement(men, "area", AREAS),
               "25": engagement(men, "plan", ["cp", "cin", "early_help", "other", "not_recorded"]),
               "13": outputs(referrals, men, support), "30": benefits(support), "iss": iss(support),
               "attrition": attrition(men, latest), "change": change(referrals),
               "conversion": conversion(men), "timeliness": timeliness(referrals)}
    if interviews_path:
        figures["6"] = interviews(read(interviews_path, []))
    for key in ["21", "22", "23", "26", "27"]:
        figures[key] = means(men, key)
    holm(figures)
    return {"as_at": str(latest.date()), "figures": figures,
            "source": {"referrals": len(referrals), "individuals": len(men), "support": len(support)}}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    json.dump(evaluate(*sys.argv[1:4]), sys.stdout, indent=1, default=float)
