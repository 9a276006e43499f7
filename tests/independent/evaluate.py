"""The evaluation's figures computed again, in pandas, SciPy and statsmodels.

Written from the specification alone: nothing here reads or shares Waymark's code, so that a
misreading on one side shows as a difference. `compare.py` holds the two against each other.

    python3 evaluate.py folder [--as-at DAY] [--from DAY] [--to DAY] [--area AREA] > independent.json

The folder holds referrals.csv and whichever of the other files there are.
"""

import argparse
import itertools
import json
import math
import os
import sys

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.contingency_tables import Table2x2, mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
import statsmodels.api as sm

GROUPS = ["no_sessions", "some_sessions", "completed"]
AREAS = ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall",
         "Wolverhampton", "not_recorded"]
DATES = ["received_on", "acknowledged_on", "first_contact_on", "first_assessment_offered_on",
         "first_assessment_attended_on", "decided_on", "first_session_offered_on",
         "first_session_attended_on", "closed_on"]
RULES = ["2018-04", "2018-12"]
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")
MONTH = 365.25 / 12
ETHNICITIES = ["asian_indian", "asian_pakistani", "asian_bangladeshi", "asian_chinese", "asian_other",
               "black_caribbean", "black_african", "black_other", "mixed_white_and_black_caribbean",
               "mixed_white_and_black_african", "mixed_white_and_asian", "mixed_other", "white_british",
               "white_irish", "white_gypsy_or_irish_traveller", "white_roma", "white_other", "arab",
               "other", "prefer_not_to_say", "unknown", "asian", "black", "mixed", "white"]
ETHNIC_GROUPS = ["asian", "black", "mixed", "white", "other", "prefer_not_to_say", "unknown"]
RELIGIONS = ["no_religion", "christian", "buddhist", "hindu", "jewish", "muslim", "sikh", "other",
             "prefer_not_to_say", "unknown"]
NEEDS = ["interpreter", "disability", "mental_health", "substance_use", "learning", "other"]
BANDS = ["under_18", "18_to_24", "25_to_34", "35_to_44", "45_to_54", "55_and_over"]
TYPES = ["face_to_face", "counselling", "group_work", "drop_in", "telephone", "written", "advocacy",
         "health", "other"]
KINDS = ["physical", "sexual", "emotional", "coercive_control", "economic", "stalking", "digital", "other"]
SOURCES = ["police", "him", "her", "programme", "support", "children_services", "other"]


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


def proportion(count, whole, of):
    row = {"count": int(count), "of": of, "share": None, "low": None, "high": None}
    if whole:
        low, high = proportion_confint(count, whole, method="wilson")
        row |= {"share": count / whole, "low": clean(low), "high": clean(high)}
    return row


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
    men["carrier_first_session_on"] = carrier["first_session_attended_on"]
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
    if of_a == 0 or of_b == 0:
        return dict.fromkeys(["risk_difference", "risk_difference_low", "risk_difference_high", "odds_ratio",
                              "odds_ratio_low", "odds_ratio_high", "fisher_p"])
    cells = np.array([[a, of_a - a], [b, of_b - b]])
    newcombe = confint_proportions_2indep(a, of_a, b, of_b, compare="diff", method="newcomb")
    table = Table2x2(cells.astype(float), shift_zeros=True)
    woolf = table.oddsratio_confint()
    return {"risk_difference": a / of_a - b / of_b, "risk_difference_low": newcombe[0],
            "risk_difference_high": newcombe[1], "odds_ratio": table.oddsratio, "odds_ratio_low": woolf[0],
            "odds_ratio_high": woolf[1], "fisher_p": stats.fisher_exact(cells).pvalue}


def exact_freeman_halton(table, limit=200_000):
    """Every table with these margins, one column after another; None when there are too many."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    factorial = [math.lgamma(k + 1) for k in range(table.sum() + 1)]
    fixed = sum(factorial[k] for k in [*rows, *columns]) - factorial[table.sum()]
    observed = fixed - sum(factorial[k] for k in table.ravel())
    places = [(r, c) for c in range(len(columns) - 1) for r in range(len(rows))]
    steps, total = 0, 0.0

    def fill(place, left_of_rows, left_of_column, weight):
        nonlocal steps, total
        steps += 1
        if steps > limit:
            return False
        if place == len(places):
            value = fixed - weight - sum(factorial[k] for k in left_of_rows)
            if value <= observed + 1e-7:
                total += math.exp(value)
            return True
        row, col = places[place]
        last = row == len(rows) - 1
        least = left_of_column if last else 0
        for count in range(least, min(left_of_rows[row], left_of_column) + 1):
            left = [*left_of_rows]
            left[row] -= count
            rest = int(columns[col + 1]) if last else left_of_column - count
            if not fill(place + 1, left, rest, weight + factorial[count]):
                return False
        return True

    return min(1.0, total) if fill(0, [int(r) for r in rows], int(columns[0]), 0.0) else None


def freeman_halton(table):
    table = np.array(table)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if table.shape[0] < 2 or table.shape[1] < 2:
        return [{"name": "freeman_halton", "p": None}]
    p = exact_freeman_halton(table)
    if p is not None:
        return [{"name": "freeman_halton", "p": p, "method": "exact"}]
    draws = 100_000
    method = stats.MonteCarloMethod(n_resamples=draws, rng=np.random.default_rng(1))
    p = stats.fisher_exact(table, method=method).pvalue
    return [{"name": "freeman_halton", "p": p, "method": "simulated",
             "standard_error": math.sqrt(p * (1 - p) / draws)}]


# ---- figures --------------------------------------------------------------------------


def started(men):
    return men["group"].isin(["some_sessions", "completed"])


def flow(referrals, men):
    decided = men["assessment_outcome"].isin(["suitable", "unsuitable"])
    counts = {"referrals": len(referrals), "individuals": len(men), "assessed": men["assessed"].sum(),
              "decided": decided.sum(), "suitable": (men["group"] != "").sum(),
              "started": started(men).sum(), "completed": (men["group"] == "completed").sum()}
    rows, before = [], None
    for stage, count in counts.items():
        row = {"stage": stage, **proportion(count, counts[before] if before else 0, before)}
        row["share_of_individuals"] = count / len(men) if len(men) and before else None
        rows.append(row)
        before = stage
    return {"n": len(referrals), "missing": 0, "rows": rows}


def suitability(men):
    decided = men[men["assessment_outcome"].isin(["suitable", "unsuitable"])]
    rows = []
    for area in [*AREAS, "total"]:
        of_area = decided if area == "total" else decided[decided["area"] == area]
        for outcome in ["suitable", "unsuitable", "total"]:
            count = len(of_area) if outcome == "total" else (of_area["assessment_outcome"] == outcome).sum()
            rows.append({"area": area, "outcome": outcome, **proportion(count, len(decided), "decided"),
                         "share_of_area": count / len(of_area) if len(of_area) else None})
    table = [[((decided["area"] == a) & (decided["assessment_outcome"] == o)).sum()
              for o in ["suitable", "unsuitable"]] for a in AREAS]
    return {"n": len(decided), "missing": 0, "rows": rows, "tests": freeman_halton(table)}


def reasons(men):
    unsuitable = men[men["assessment_outcome"] == "unsuitable"]
    given = column(unsuitable, "unsuitable_reason")
    given = given[given != ""]
    codes = ["denial", "unwilling_to_engage", "too_high_risk", "mental_health",
             "needs_alternate_support", "ineligible", "unknown"]
    return {"n": len(given), "missing": len(unsuitable) - len(given),
            "rows": [{"reason": code, **proportion((given == code).sum(), len(given), "unsuitable_with_reason")}
                     for code in codes]}


def by_quarter(referrals):
    area = column(referrals, "area").replace("", "not_recorded")
    when = referrals["received_on"].dt.to_period("Q")
    quarters = pd.period_range(when.min(), when.max(), freq="Q")
    table = pd.crosstab(area, when).reindex(index=AREAS, columns=quarters, fill_value=0)
    rows = [{"area": a, "quarter": f"{q.year}Q{q.quarter}", "count": int(table.loc[a, q])}
            for a in AREAS for q in quarters]
    rows += [{"area": a, "quarter": "total", "count": int(table.loc[a].sum())} for a in AREAS]
    rows += [{"area": "total", "quarter": f"{q.year}Q{q.quarter}", "count": int(table[q].sum())} for q in quarters]
    rows.append({"area": "total", "quarter": "total", "count": len(referrals)})
    return {"n": len(referrals), "missing": 0, "rows": rows}


def engagement(men, by, values, referrals=None):
    suitable = men[men["group"] != ""]
    rows = []
    for value in [*values, "total"]:
        of_value = suitable if value == "total" else suitable[suitable[by] == value]
        for group in [*GROUPS, "total"]:
            count = len(of_value) if group == "total" else (of_value["group"] == group).sum()
            of = "suitable" if value == "total" else f"suitable_of_{by}"
            row = {by: value, "group": group, **proportion(count, len(of_value), of)}
            if referrals is not None:
                given = column(referrals, "area").replace("", "not_recorded")
                row["referrals"] = len(referrals) if value == "total" else int((given == value).sum())
            rows.append(row)
    table = [[((suitable[by] == v) & (suitable["group"] == g)).sum() for g in GROUPS] for v in values]
    return {"n": len(suitable), "missing": 0, "rows": rows, "tests": freeman_halton(table)}


def benefits(support):
    sign = {"1": -1, "2": -1, "3": 0, "4": 1, "5": 1}
    parts = pd.DataFrame({"satisfaction": column(support, "satisfaction").map(sign)})
    for name in ["health", "everyday_life", "safety"]:
        parts[name] = number(support, name)
    total = parts.sum(axis=1, min_count=1)
    rated = total.dropna()
    return {"n": len(rated), "missing": len(total) - len(rated),
            "rows": [{"sum": s, **proportion((rated == s).sum(), len(rated), "rated_support_cases")}
                     for s in range(-4, 5)]}


def has(table, name, code):
    """Whether a list in a cell names the code; an empty list is not recorded."""
    if code == "not_recorded":
        return column(table, name) == ""
    return column(table, name).str.split(";").apply(lambda given: code in given).astype(bool)


def iss(support):
    stages = {"contacted": "first_contact_on", "assessed": "assessed_on", "started": "started_on",
              "closed": "closed_on"}
    rows = [{"stage": "referred", **proportion(len(support), 0, None)}]
    rows += [{"stage": stage, **proportion(support[day].notna().sum(), len(support), "support_cases")}
             for stage, day in stages.items()]
    rows += [{"support": code, **proportion(has(support, "support_types", code).sum(), len(support), "support_cases")}
             for code in TYPES]
    return {"n": len(support), "missing": 0, "rows": rows}


def interviews(table):
    """Zero rows of phases and areas that nobody recorded are at Waymark's choice."""
    def counts(rows, label, values):
        for value in values:
            for phase in [1, 2, 3, "not_recorded"]:
                count = int(((rows[0] == value) & (rows[1] == phase)).sum())
                if count or phase != "not_recorded":
                    yield {**label(value), "phase": phase, "count": count}

    phase = column(table, "phase").map({"1": 1, "2": 2, "3": 3}).astype(object).fillna("not_recorded")
    group, area = column(table, "group"), column(table, "area").replace("", "not_recorded")
    organisation = column(table, "organisation").replace("", "not_recorded")
    done = column(table, "outcome") == "done"
    workers, holders = done & (group == "social_worker"), done & (group == "stakeholder")
    rows = list(counts((area[workers], phase[workers]), lambda a: {"area": a},
                       [*AREAS[:-1], *sorted({"Birmingham and Solihull"} & set(area[workers])), "not_recorded"]))
    rows += counts((organisation[holders], phase[holders]), lambda o: {"area": None, "organisation": o},
                   sorted(set(organisation[holders])))
    for code in ["stakeholder", "social_worker", "ex_partner", "perpetrator", ""]:
        for stage, held in [("contacted", table["contacted_on"].notna()), ("arranged", table["arranged_on"].notna()),
                            ("done", done)]:
            here = held & (group == code)
            rows += counts((group[here], phase[here]),
                           lambda g: {"area": None, "group": g or "not_recorded", "stage": stage}, [code])
    return {"n": int(workers.sum()), "missing": 0, "rows": rows}


def programme(activity):
    return activity[~column(activity, "kind").isin(["motivational", "reminder"])]


def weeks(days):
    return max(1.0, ((days.max() - days.min()).days + 1) / 7)


def target_of(targets, output, area):
    found = targets[(targets["output"] == output) & (column(targets, "area") == (area or ""))]
    return (float(found["target"].iloc[0]), found["period"].iloc[0]) if len(found) else (None, None)


def outputs(referrals, men, support, activity, targets, of_area):
    held = programme(activity)["held_on"].dropna()
    values = {"referrals": len(referrals), "individuals": len(men), "assessed": int(men["assessed"].sum()),
              "suitable": int((men["group"] != "").sum()), "started": int(started(men).sum()),
              "sessions": int(men["sessions"].sum()), "completed": int((men["group"] == "completed").sum()),
              "support_referred": len(support), "support_received": int(support["started_on"].notna().sum()),
              "sessions_per_week": len(held) / weeks(held) if len(held) else None}
    rows = []
    for output, value in values.items():
        if targets is None:
            # The report's own (3.7): 432 completions in all, 12 sessions a week; of all areas together.
            row = {"target": None if of_area else {"completed": 432, "sessions_per_week": 12}.get(output)}
        else:
            row = dict(zip(["target", "period"], target_of(targets, output, of_area)))
        rows.append({"output": output, "value": value, **row})
    return {"n": len(referrals), "rows": rows}


def attrition(men, as_at):
    starters = men[started(men)]
    closed = (starters["carrier_closure"] != "") | starters["carrier_closed_on"].notna()
    closed &= ~(starters["carrier_closed_on"] > as_at)
    completed = starters["group"] == "completed"
    time = np.where(completed, 30, starters["sessions"])
    left = (closed & ~completed).to_numpy()
    reason = starters["carrier_closure"].map({"dropped_out": 1, "broke_rules": 2, "increased_risk": 2}).fillna(3)
    cause = np.where(left, reason, 0).astype(int)
    names = ["dropped_out", "removed", "other"]
    rows, survival, low, high, incidence = [], 1.0, 1.0, 1.0, [0.0] * 3
    kaplan = {}
    if len(starters):
        fit = SurvfuncRight(time, left.astype(int))
        kaplan = {t: (p, e) for t, p, e in zip(fit.surv_times, fit.surv_prob, fit.surv_prob_se)}
    else:
        survival, low, high, incidence = None, None, None, [None] * 3
    aalen = {}
    if left.any():
        # One status is enough for statsmodels to leave causes out that nobody left for.
        fit = CumIncidenceRight(time, cause)
        for k, curve in enumerate(fit.cinc[:3]):
            for t, share in zip(fit.times, curve):
                aalen.setdefault(int(t), [0.0] * 3)[k] = share
    half = stats.norm.ppf(0.975)
    for sessions in range(31):
        if sessions in kaplan:
            survival, error = kaplan[sessions]
            low, high = max(0.0, survival - half * error), min(1.0, survival + half * error)
            if not np.isfinite(error):
                low = high = None
        incidence = aalen.get(sessions, incidence)
        here = left & (time == sessions)
        rows.append({"sessions": sessions, "at_risk": int((time >= sessions).sum()), "left": int(here.sum()),
                     "censored": int((~left & (time == sessions)).sum()), "survival": survival,
                     "low": low, "high": high,
                     **{name: int((here & (cause == k + 1)).sum()) for k, name in enumerate(names)},
                     "incidence": dict(zip(names, incidence))})
    return {"n": len(starters), "missing": 0, "rows": rows}


def change(referrals):
    when = referrals["received_on"].dt.to_period("M")
    months = pd.period_range(when.min(), when.max(), freq="M")
    y = when.value_counts().reindex(months, fill_value=0).to_numpy(float)
    series = [{"term": "month", "month": str(m), "count": int(c)} for m, c in zip(months, y)]
    t = np.arange(len(months))
    columns = {"intercept": np.ones(len(t)), "slope": t.astype(float)}
    # The steps of a change that the months do not show apart from the others have no value.
    absent = []
    for rule in RULES:
        since = np.array([(m - pd.Period(rule, "M")).n for m in months])
        steps = {f"level_{rule}": (since > 0).astype(float), f"slope_{rule}": np.maximum(since, 0).astype(float)}
        x = np.column_stack([*columns.values(), *steps.values()])
        if np.linalg.matrix_rank(x) == x.shape[1]:
            columns |= steps
        else:
            absent += steps
    x = np.column_stack(list(columns.values()))
    nothing = dict.fromkeys(["value", "low", "high", "p"])
    if np.linalg.matrix_rank(x) < x.shape[1] or len(y) <= x.shape[1]:
        terms = {name: nothing for name in columns}
    else:
        fit = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 1, "use_correction": False}, use_t=False)
        interval = fit.conf_int()
        # An error under 1e-10 of the series is what arithmetic leaves of none at all.
        told = np.nan_to_num(fit.bse) > 1e-10 * np.sqrt(np.mean(y * y))
        terms = {name: {"value": fit.params[i], **(
            {"low": interval[i][0], "high": interval[i][1], "p": fit.pvalues[i]} if told[i] else
            dict.fromkeys(["low", "high", "p"]))} for i, name in enumerate(columns)}
    terms |= {name: nothing for name in absent}
    return {"n": len(months), "missing": 0, "rows": [{"term": name, **of} for name, of in terms.items()] + series}


STAGES = [("suitable", "assessed"), ("started", "suitable"), ("completed", "started"), ("completed", "suitable")]


def marks(men):
    return pd.DataFrame({"individuals": True, "assessed": men["assessed"].astype(bool), "suitable": men["group"] != "",
                         "started": started(men), "completed": men["group"] == "completed"})


def against_others(men, by, value, here, stages, compared=True):
    mark = marks(men)
    for stage, of in stages:
        base, other = here & mark[of], ~here & mark[of]
        a, b = int((base & mark[stage]).sum()), int((other & mark[stage]).sum())
        row = {"by": by, "value": value, "stage": stage, **proportion(a, int(base.sum()), of)}
        yield row | (two_by_two(a, int(base.sum()), b, int(other.sum())) if compared else {})


def conversion(men, as_at):
    stages = [("assessed", "individuals"), *STAGES]
    rows = [row for area in AREAS for row in against_others(men, "area", area, men["area"] == area, stages)]
    rows += against_others(men, "area", "total", pd.Series(True, index=men.index), stages, compared=False)
    when = men["received_on"].dt.to_period("Q")
    closed = (column(men, "closure_reason") != "") | men["closed_on"].notna()
    closed &= ~(men["closed_on"] > as_at)
    is_open = ~closed & (men["assessment_outcome"] != "unsuitable") & (men["group"] != "completed")
    for q in pd.period_range(when.min(), when.max(), freq="Q"):
        name, here = f"{q.year}Q{q.quarter}", when == q
        rows += against_others(men, "quarter", name, here, stages, compared=False)
        rows.append({"by": "quarter", "value": name, "stage": "open",
                     **proportion((here & is_open).sum(), here.sum(), "individuals")})
    return {"n": len(men), "missing": 0, "rows": rows}


def bands(table):
    age = number(table, "age_at_referral")
    return pd.cut(age, [-1, 17, 24, 34, 44, 54, 10_000], labels=BANDS).astype(object).fillna("not_recorded")


def characteristics(table):
    """For each column its values, and who has each."""
    ethnicity = column(table, "ethnicity").replace("", "not_recorded")
    broad = ethnicity.where(ethnicity.isin(ETHNIC_GROUPS + ["not_recorded"]),
                            ethnicity.str.split("_").str[0]).replace("arab", "other")
    religion = column(table, "religion").replace("", "not_recorded")
    band = bands(table)
    return {"ethnicity": {v: ethnicity == v for v in [*ETHNICITIES, "not_recorded"]},
            "ethnicity_group": {v: broad == v for v in [*ETHNIC_GROUPS, "not_recorded"]},
            "age_band": {v: band == v for v in [*BANDS, "not_recorded"]},
            "religion": {v: religion == v for v in [*RELIGIONS, "not_recorded"]},
            "needs": {v: has(table, "needs", v) for v in [*NEEDS, "not_recorded"]}}


def equality(men):
    return {"n": len(men), "missing": 0,
            "rows": [row for by, values in characteristics(men).items() for value, here in values.items()
                     for row in against_others(men, by, value, here, STAGES)]}


def demography(men, support):
    rows = []
    for who, people, of in [("men", men, "individuals"), *[(g, men[men["group"] == g], g) for g in GROUPS],
                            ("women", support, "support_cases")]:
        for by, values in characteristics(people).items():
            if by == "ethnicity_group":
                continue
            name = "age_at_referral" if by == "age_band" else by
            rows += [{"who": who, "column": name, "value": value, **proportion(here.sum(), len(people), of)}
                     for value, here in values.items()]
    return {"n": len(men), "missing": 0, "rows": rows}


def timeliness(referrals, support):
    clocks = pd.read_csv(os.path.join(DATA, "clocks.csv"), dtype=str, keep_default_na=False)
    holidays = pd.read_csv(os.path.join(DATA, "bank-holidays.csv"))["day"].to_numpy("datetime64[D]")
    suitable = referrals[referrals["assessment_outcome"] == "suitable"]
    named = suitable.merge(support[["support_ref", "started_on"]].rename(columns={"started_on": "support_on"}),
                           how="left", on="support_ref")
    named = named[named["support_ref"].isin(support["support_ref"])]
    # Support that had begun before his decision is support within no days.
    named["support_on"] = named[["support_on", "decided_on"]].max(axis=1).where(
        named["support_on"].notna() & named["decided_on"].notna())
    spans = {"acknowledged": (referrals, "received_on", "acknowledged_on"),
             "contacted": (referrals, "received_on", "first_contact_on"),
             "contacted_by_due": (referrals, "received_on", "first_contact_on"),
             "assessment_offered": (referrals, "received_on", "first_assessment_offered_on"),
             "assessment_attended": (referrals, "first_assessment_offered_on", "first_assessment_attended_on"),
             "decided": (referrals, "first_assessment_attended_on", "decided_on"),
             "session_offered": (suitable, "decided_on", "first_session_offered_on"),
             "session_attended": (suitable, "decided_on", "first_session_attended_on"),
             "support_contacted": (support, "referred_on", "first_contact_on"),
             "support_assessed": (support, "referred_on", "assessed_on"),
             "support_started": (named, "decided_on", "support_on")}
    rows = []
    for clock in clocks.itertuples():
        table, start, end = spans[clock.clock]
        ran = table[table[start].notna()]
        both = ran[ran[end].notna() & (ran[end] >= ran[start])]
        first, last = (both[name].to_numpy("datetime64[D]") for name in (start, end))
        days = (last - first).astype(int)
        if clock.unit == "working_days":
            days = np.busday_count(first + 1, last + 1, holidays=holidays)
        target = int(clock.target) if clock.target else None
        kept = days <= target if target is not None else None
        if clock.clock == "contacted_by_due":
            acknowledge = np.busday_offset(first + 1, 0, roll="forward", holidays=holidays)
            kept = last <= np.maximum(first + 2, acknowledge)
        q = np.percentile(days, [25, 50, 75]) if len(days) else [None] * 3
        row = {"clock": clock.clock, "n": len(days), "missing": int(ran[end].isna().sum()), "q1": clean(q[0]),
               "median": clean(q[1]), "q3": clean(q[2]), "unit": clock.unit, "target": target}
        share = proportion(0, 0, "both_dates") if kept is None else proportion(kept.sum(), len(days), "both_dates")
        within = share.pop("count")
        rows.append({**row, "within": within if kept is not None else None, **share})
    return {"n": sum(row["n"] for row in rows), "missing": sum(row["missing"] for row in rows), "rows": rows}


def activities(activity, targets, of_area):
    held = activity[activity["held_on"].notna()]
    own = programme(held)
    kind = column(held, "kind").replace("", "not_recorded")
    area = column(own, "area").replace("", "not_recorded")
    rows = []

    def row(sessions, span, target, **labels):
        places, attended = number(sessions, "places"), number(sessions, "attended")
        both = places.notna() & attended.notna()
        count = len(sessions)
        rows.append({**labels, "sessions": count, "sessions_per_week": count / span, "target": target,
                     "attended": attended.sum(), "attended_per_session": clean(attended.mean()),
                     "places": places[both].sum(),
                     "utilisation": attended[both].sum() / places[both].sum() if places[both].sum() else None})

    if len(held):
        scope = own["held_on"] if len(own) else held["held_on"]
        of_all = None if of_area else 12.0
        if targets is not None:
            of_all = target_of(targets, "sessions_per_week", of_area)[0]
        row(own, weeks(scope), of_all, area="total", month="total", kind="programme")
        for a in AREAS:
            target = None if targets is None else target_of(targets, "sessions_per_week", a)[0]
            row(own[area == a], weeks(scope), target, area=a, month="total", kind="programme")
        for code in ["group", "one_to_one", "motivational", "reminder", "not_recorded"]:
            row(held[kind == code], weeks(scope), None, area="total", month="total", kind=code)
        month = own["held_on"].dt.to_period("M")
        for m in pd.period_range(month.min(), month.max(), freq="M"):
            first, last = max(scope.min(), m.start_time), min(scope.max(), m.end_time.normalize())
            row(own[month == m], max(1.0, ((last - first).days + 1) / 7), None,
                area="total", month=str(m), kind="programme")
    return {"n": len(own), "missing": 0, "rows": rows}


def exact_poisson(count, time):
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return {"rate": count / time, "low": low / time, "high": stats.chi2.ppf(0.975, 2 * count + 2) / 2 / time}


def incidents(table, referrals, men, as_at):
    """Before: the six months up to the start; during: to closure; after: the six months then."""
    # His first session is on the index referral, or else on the one that carries his sessions.
    on_index = men["first_session_attended_on"].notna()
    attended = men["first_session_attended_on"].where(on_index, men["carrier_first_session_on"])
    start = attended.where(attended.notna(), men["decided_on"].where(men["group"] == "no_sessions"))
    carried = ~on_index & attended.notna()
    closed_on = men["closed_on"].where(~carried, men["carrier_closed_on"])
    concerned = (men["group"] != "") | (men["sessions"] > 0) | men["first_session_attended_on"].notna()
    missing = int((concerned & ~(start <= as_at)).sum())
    at = men[concerned & (start <= as_at)].copy()
    at["start"] = start
    # A closure before the start is a contradiction, and tells nothing of when his time ended.
    closed_on = closed_on.where((closed_on >= start) & (closed_on <= as_at))
    half = pd.DateOffset(months=6)
    day = pd.Timedelta(days=1)
    end = closed_on.reindex(at.index)
    # Each window from its first day to the day after its last.
    windows = {"before": (at["start"] - half, at["start"]), "during": (at["start"], end.fillna(as_at) + day),
               "after": (end + day, (end + half + day).where(end + half <= as_at, as_at + day))}
    table = table.merge(individuals_of(referrals), on="referral_ref")
    rows = []
    splits = {"kind": KINDS, "source": SOURCES, "severity": ["1", "2", "3", "4"],
              "police_called": ["yes", "no", "unknown"]}
    for window, (first, last) in windows.items():
        days = (last - first).dt.days
        days = days.where(days > 0)
        of_man = pd.DataFrame({"first": first, "last": last, "days": days,
                               "group": at["group"].replace("", "not_recorded")})
        seen = table.merge(of_man, left_on="man", right_index=True)
        seen = seen[(seen["occurred_on"] >= seen["first"]) & (seen["occurred_on"] < seen["last"])]
        for group in [*GROUPS, "not_recorded", "total"]:
            of = days if group == "total" else days[of_man["group"] == group]
            inside = seen if group == "total" else seen[seen["group"] == group]
            time = of.sum() / MONTH
            for by, values in {"all": ["all"], **{k: [*v, "not_recorded"] for k, v in splits.items()}}.items():
                for value in values:
                    given = column(inside, by).replace("", "not_recorded") if by != "all" else None
                    count = len(inside) if by == "all" else int((given == value).sum())
                    rows.append({"window": window, "group": group, "by": by, "value": value, "count": count,
                                 "individuals": int(of.notna().sum()), "person_months": time,
                                 **(exact_poisson(count, time) if time else
                                    {"rate": None, "low": None, "high": None})})
    return {"n": len(at), "missing": missing, "rows": rows}


def individuals_of(referrals):
    man = column(referrals, "individual_ref")
    return pd.DataFrame({"referral_ref": referrals["referral_ref"],
                         "man": np.where(man == "", "row " + referrals["referral_ref"], "man " + man)})


def outcomes(table):
    table = table[table["value"] != ""].copy()
    table["score"] = number(table, "value")
    table["domain"] = table["item"].where(~table["item"].str.contains(".", regex=False),
                                          table["item"].str.split(".").str[0])
    table.loc[~table["item"].str.contains(".", regex=False), "domain"] = "not_named"
    rows, paired, alone = [], 0, 0
    table = pd.concat([table, table.assign(domain="total")])
    for (instrument, domain, informant), answers in table.groupby(["instrument", "domain", "informant"]):
        scores, after_only, before_only = [], 0, 0
        for _, person in answers.groupby("case_ref"):
            person = person.sort_values("taken_on", kind="stable")
            at = {point: {key: (given["score"].iloc[-1], str(given["taken_on"].iloc[-1] or ""))
                          for key, given in answered.groupby(["version", "item"])}
                  for point, answered in person.groupby("point")}
            before = at.get("T0", {}) | at.get("T1", {})
            after = at.get("T2", {}) | at.get("T3", {})
            # Pairs lie within one version; of several versions the latest pair stands.
            versions = {}
            for key in sorted(before.keys() & after.keys()):
                versions.setdefault(key[0], []).append(key)
            if versions:
                _, _, both = max((max(side[k][1] for k in keys for side in (before, after)), version, keys)
                                 for version, keys in versions.items())
                scores.append([np.mean([side[k][0] for k in both]) for side in (before, after)])
            elif len(before):
                before_only += 1
            elif len(after):
                after_only += 1
        b, a = np.array(scores).reshape(-1, 2).T
        d = np.round(a - b, 12)
        n = len(d)
        sd = d.std(ddof=1) if n > 1 else None
        half = stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) if n > 1 else None
        row = {"instrument": instrument, "domain": domain, "informant": informant, "n": n,
               "missing_after": before_only, "missing_before": after_only,
               "before": b.mean() if n else None, "after": a.mean() if n else None,
               "change": d.mean() if n else None, "low": d.mean() - half if n > 1 else None,
               "high": d.mean() + half if n > 1 else None, "sd": sd, "risen": int((d > 0).sum()),
               "unchanged": int((d == 0).sum()), "fallen": int((d < 0).sum()), "effect": None, "test": None,
               "method": None, "statistic": None, "p": None}
        moved = d[d != 0]
        if len(moved):
            if np.isin(np.concatenate([a, b]), [0, 1]).all():
                up, down = row["risen"], row["fallen"]
                row |= {"test": "mcnemar", "method": "exact", "statistic": min(up, down),
                        "p": mcnemar([[0, up], [down, 0]], exact=True).pvalue, "effect": (up - down) / (up + down)}
            else:
                exact = len(moved) <= 50 and len(set(abs(moved))) == len(moved)
                result = stats.wilcoxon(moved, zero_method="wilcox", correction=False,
                                        method="exact" if exact else "approx")
                ranks = stats.rankdata(abs(moved))
                up, down = ranks[moved > 0].sum(), ranks[moved < 0].sum()
                row |= {"test": "wilcoxon_signed_rank", "method": "exact" if exact else "normal",
                        "statistic": result.statistic, "p": result.pvalue, "effect": (up - down) / (up + down)}
        rows.append(row)
        if domain == "total":
            paired, alone = paired + n, alone + before_only + after_only
    return {"n": paired, "missing": alone, "rows": rows}


def cost(referrals, men, support, targets):
    context = pd.read_csv(os.path.join(DATA, "published", "inputs_and_context.csv")).set_index("item")["value"]
    programme_in_all = float(context["My Time funding in all (three years)"])
    two_years = 2 * float(context["My Time funding per year"])
    of_support = float(context["ISS funding (first two years)"])
    given = targets is not None and target_of(targets, "funding_programme", "")[0]
    if given:
        programme_in_all = two_years = given
        of_support = target_of(targets, "funding_support", "")[0]
    rows = [{"item": "funding_programme", "value": programme_in_all}, {"item": "funding_support", "value": of_support},
            {"item": "support_for_each_pound_of_programme", "value": of_support / two_years}]
    if not given:
        rows.append({"item": "funding_programme_first_two_years", "value": two_years})
    for item, money, count, of in [
            ("per_referral", programme_in_all, len(referrals), "referrals"),
            ("per_individual", programme_in_all, len(men), "individuals"),
            ("per_start", programme_in_all, int(started(men).sum()), "started"),
            ("per_completion", programme_in_all, int((men["group"] == "completed").sum()), "completed"),
            ("support_per_case", of_support, len(support), "support_cases")]:
        rows.append({"item": item, "value": money / count if count else None, "count": count, "of": of})
    return {"n": len(referrals), "missing": 0, "rows": [{**row, "unit": "GBP"} for row in rows]}


def comparators(referrals, men):
    others = pd.read_csv(os.path.join(DATA, "published", "comparators.csv"))
    completed = int((men["group"] == "completed").sum())
    rows = []
    for measure, words, whole, of in [
            ("completed_of_referrals", "completed as a share of referrals", len(referrals), "referrals"),
            ("completed_of_starters", "completed as a share of starters", int(started(men).sum()), "started")]:
        own = proportion(completed, whole, of)
        rows.append({"measure": measure, "programme": "this programme", **own, "difference": None})
        for other in others[others["measure"] == words].itertuples():
            rows.append({"measure": measure, "programme": other.programme, "count": None, "of": of,
                         "share": other.value, "low": None, "high": None,
                         "difference": own["share"] - other.value if whole else None})
    return {"n": int(started(men).sum()), "missing": 0, "rows": rows}


REFERRALS = ["referral_ref", "individual_ref", "support_ref", "area", "source", "plan", *DATES, "assessment_outcome",
             "unsuitable_reason", "sessions_attended", "delivery", "closure_reason", "age_at_referral", "ethnicity",
             "religion", "relationship", "needs", "other_services", "risk_level", "children", "children_ages"]
SUPPORT_DATES = ["referred_on", "first_contact_on", "assessed_on", "started_on", "closed_on"]
SUPPORT = ["support_ref", "provider", "area", *SUPPORT_DATES, "closure_reason", "support_types", "sessions",
           "children", "age_at_referral", "ethnicity", "religion", "needs", "satisfaction", "health",
           "everyday_life", "safety", "informed", "confidence_to_report"]
OTHERS = {"interviews": ["interview_ref", "group", "organisation", "area", "phase", "contacted_on", "arranged_on",
                         "done_on", "outcome"],
          "measures": ["case_ref", "informant", "instrument", "version", "point", "taken_on", "item", "value"],
          "incidents": ["referral_ref", "occurred_on", "kind", "source", "severity", "police_called",
                        "children_present", "arrested", "charged"],
          "activity": ["area", "held_on", "kind", "content", "places", "attended"]}


def recorded(table, name):
    given = column(table, name)
    return given.notna() & (given.astype(str) != "")


def completeness(referrals, men, support, others, later, whole_asked):
    outcome, closure = column(referrals, "assessment_outcome"), column(referrals, "closure_reason")
    sessions, children = number(referrals, "sessions_attended"), number(referrals, "children")
    all_rows = pd.Series(True, index=referrals.index)
    applies = {"unsuitable_reason": ("unsuitable", outcome == "unsuitable"),
               "decided_on": ("decided", outcome.isin(["suitable", "unsuitable"])),
               "assessment_outcome": ("assessment_attended", referrals["first_assessment_attended_on"].notna()),
               "first_assessment_attended_on": ("with_outcome", outcome != ""),
               "first_session_offered_on": ("suitable", outcome == "suitable"),
               "sessions_attended": ("suitable", outcome == "suitable"),
               "first_session_attended_on": ("with_sessions", sessions > 0), "delivery": ("with_sessions", sessions > 0),
               "closed_on": ("with_closure_reason", closure != ""),
               "closure_reason": ("closed", referrals["closed_on"].notna()),
               "children_ages": ("with_children", children != 0)}
    rows = []

    def share(file, name, table, base, of, **labels):
        rows.append({"file": file, "column": name, **labels,
                     **proportion((base & recorded(table, name)).sum(), int(base.sum()), of)})

    area = column(referrals, "area").replace("", "not_recorded")
    for name in REFERRALS:
        of, base = applies.get(name, ("referrals", all_rows))
        for a in [*AREAS, "total"]:
            share("referrals", name, referrals, base & ((area == a) | (a == "total")), of, area=a)
    begun, ended = support["started_on"].notna(), column(support, "closure_reason") != ""
    applies = {"support_types": ("started", begun), "sessions": ("started", begun),
               "closed_on": ("with_closure_reason", ended), "closure_reason": ("closed", support["closed_on"].notna())}
    area = column(support, "area").replace("", "not_recorded")
    provider = column(support, "provider").replace("", "not_recorded")
    for name in SUPPORT if len(support) else []:
        of, base = applies.get(name, ("support_cases", pd.Series(True, index=support.index)))
        for a in [*AREAS, "total"]:
            share("support", name, support, base & ((area == a) | (a == "total")), of, area=a, provider="total")
        for p in sorted(set(provider)):
            share("support", name, support, base & (provider == p), of, area="total", provider=p)
    for file, columns in OTHERS.items():
        for name in columns if others.get(file) is not None and len(others[file]) else []:
            table = others[file]
            share(file, name, table, pd.Series(True, index=table.index), "rows", area="total")
    whole = [row for row in rows if row["area"] == "total" and row.get("provider", "total") == "total"]
    n = sum(row["count"] for row in whole)

    def problem(file, code, found, of, whole):
        rows.append({"file": file, "column": code, "area": "total", **proportion(int(found.sum()), int(whole), of)})

    problem("referrals", "sessions_without_suitable_decision", (men["sessions"] > 0) & (men["group"] == ""),
            "individuals", len(men))
    received = referrals["received_on"]
    dates = dict(zip(DATES[1:], ["acknowledged", "contacted", "assessment_offered", "assessment_attended", "decided",
                                 "session_offered", "session_attended", "closed"]))
    found = {f"{word}_before_received": referrals[name] < received for name, word in dates.items()}
    found["assessment_attended_before_offered"] = (
        referrals["first_assessment_attended_on"] < referrals["first_assessment_offered_on"])
    found["decided_before_assessed"] = referrals["decided_on"] < referrals["first_assessment_attended_on"]
    found["session_offered_before_decided"] = referrals["first_session_offered_on"] < referrals["decided_on"]
    found["session_attended_before_decided"] = referrals["first_session_attended_on"] < referrals["decided_on"]
    ages = column(referrals, "children_ages").apply(lambda given: len(given.split(";")) if given else 0)
    completed = closure == "completed"
    found |= {
        "dated_after_as_at": later["referrals"],
        "decided_without_outcome": referrals["decided_on"].notna() & ~outcome.isin(["suitable", "unsuitable"]),
        "reason_without_unsuitable": (column(referrals, "unsuitable_reason") != "") & (outcome != "unsuitable"),
        "completed_without_suitable": completed & (outcome != "suitable"),
        "completed_without_date": completed & referrals["closed_on"].isna(),
        "completed_under_30_sessions": completed & ~(sessions >= 30),
        "sessions_without_first_date": (sessions > 0) & referrals["first_session_attended_on"].isna(),
        "first_date_without_sessions": referrals["first_session_attended_on"].notna() & ~(sessions > 0),
        "early_help_before_the_rule": (column(referrals, "plan") == "early_help") & (received < "2018-12-01"),
        "under_18": number(referrals, "age_at_referral") < 18, "more_ages_than_children": ages > children}
    for code, which in found.items():
        problem("referrals", code, which, "referrals", len(referrals))
    if len(support):
        for code, which in {
                "contacted_before_referred": support["first_contact_on"] < support["referred_on"],
                "assessed_before_referred": support["assessed_on"] < support["referred_on"],
                "started_before_referred": support["started_on"] < support["referred_on"],
                "closed_before_started": support["closed_on"] < support["started_on"],
                "dated_after_as_at": later["support"]}.items():
            problem("support", code, which, "support_cases", len(support))
    activity = others.get("activity")
    over = pd.Series(dtype=bool) if activity is None else number(activity, "attended") > number(activity, "places")
    problem("activity", "attended_over_places", over, "sessions", len(over))
    # A part does not hold all that its rows name.
    if not whole_asked:
        return {"n": n, "rows": rows}
    named = column(referrals, "support_ref")
    if (named != "").any():
        problem("referrals", "support_ref_unmatched", (named != "") & ~named.isin(support["support_ref"]),
                "with_support_ref", (named != "").sum())
    cases = set(referrals["referral_ref"])
    for file, name, code, of, known in [("incidents", "referral_ref", "referral_ref_unmatched", "incidents", cases),
                                        ("measures", "case_ref", "case_ref_unmatched", "answers",
                                         cases | set(support["support_ref"]))]:
        if others.get(file) is not None:
            problem(file, code, ~others[file][name].isin(known), of, len(others[file]))
    return {"n": n, "rows": rows}


# The files whose latest day is that of the evaluation, where none is asked for.
DATING = ["referrals", "support", "incidents", "activity"]
FILES = {"referrals": DATES, "support": SUPPORT_DATES, "interviews": ["contacted_on", "arranged_on", "done_on"],
         "measures": ["taken_on"], "incidents": ["occurred_on"], "activity": ["held_on"], "targets": []}


def is_whole(asked):
    return asked.area is None and asked.first is None and asked.last is None


def of_scope(files, asked):
    """Leaves what is asked for, by the table of docs/figures.md."""
    as_at, first, last = asked.as_at, asked.first, asked.last
    refs = {name: [] if files[name] is None else list(files[name][ref])
            for name, ref in [("referrals", "referral_ref"), ("support", "support_ref")]}

    def of_period(table, day):
        """What has no day is of no period, and of the whole."""
        keep = table[day].isna() if first is None and last is None else pd.Series(False, index=table.index)
        begun = table[day] <= as_at
        if first is not None:
            begun &= table[day] >= first
        if last is not None:
            begun &= table[day] <= last
        return table[keep | begun].copy()

    for name, day in [("referrals", "received_on"), ("support", "referred_on"), ("activity", "held_on"),
                      ("interviews", "contacted_on")]:
        if files[name] is not None:
            files[name] = of_period(files[name], day)
    if asked.area:
        for name in ["referrals", "support", "activity"]:
            if files[name] is not None:
                files[name] = files[name][column(files[name], "area") == asked.area].copy()
        if files["interviews"] is not None:
            given = column(files["interviews"], "area")
            both = ["", asked.area] + ["Birmingham and Solihull"] * (asked.area in ("Birmingham", "Solihull"))
            files["interviews"] = files["interviews"][given.isin(both)].copy()
    left = {name: set(given) - set(kept) for name, given, kept in
            [("referral_ref", refs["referrals"], files["referrals"]["referral_ref"]),
             ("support_ref", refs["support"], files["support"]["support_ref"] if files["support"] is not None else [])]}
    for name, case, day in [("incidents", "referral_ref", "occurred_on"), ("measures", "case_ref", "taken_on")]:
        if files[name] is not None:
            table = files[name]
            table = table[~(table[day] > as_at)]
            gone = left["referral_ref"] | (left["support_ref"] if name == "measures" else set())
            # Of a part, what is of no case at all is of none of it; of the whole it is a contradiction.
            keep = ~table[case].isin(gone)
            if not is_whole(asked):
                kept = set(files["referrals"]["referral_ref"])
                if name == "measures" and files["support"] is not None:
                    kept |= set(files["support"]["support_ref"])
                keep = table[case].isin(kept)
            files[name] = table[keep].copy()


def as_they_stood(table, dates, as_at, outcomes):
    """Takes away what is dated after the day, with what came of it; says of which rows."""
    later = table[dates] > as_at
    for day, results in outcomes.items():
        for name in results:
            table.loc[later[day], name] = ""
    for day in dates:
        table.loc[later[day], day] = pd.NaT
    return later.any(axis=1)


def evaluate(asked):
    files = {}
    for name, dates in FILES.items():
        path = os.path.join(asked.folder, f"{name}.csv")
        files[name] = read(path, dates) if os.path.exists(path) else None
    for name in ["assessment_outcome", "closure_reason", "sessions_attended", "referral_ref", "support_ref",
                 "unsuitable_reason"]:
        files["referrals"][name] = column(files["referrals"], name)
    if asked.as_at is None:
        asked.as_at = max(table[dates].max().max() for table, dates in
                          ((files[name], dates) for name, dates in FILES.items() if name in DATING)
                          if table is not None and len(table))
    latest = asked.as_at
    of_scope(files, asked)
    referrals, support, targets = files["referrals"], files["support"], files["targets"]
    if support is None:
        support = pd.DataFrame(columns=["support_ref", *SUPPORT_DATES])
    if files["interviews"] is not None:
        for name in ["outcome"]:
            files["interviews"][name] = column(files["interviews"], name)
        as_they_stood(files["interviews"], ["arranged_on", "done_on"], latest, {"done_on": ["outcome"]})
    later = {"referrals": as_they_stood(
        referrals, DATES, latest, {"decided_on": ["assessment_outcome", "unsuitable_reason"],
                                   "first_session_attended_on": ["sessions_attended"],
                                   "closed_on": ["closure_reason"]})}
    if len(support):
        support["closure_reason"] = column(support, "closure_reason")
        later["support"] = as_they_stood(support, SUPPORT_DATES, latest, {"closed_on": ["closure_reason"]})
    activity = files["activity"]
    if activity is None:
        activity = pd.DataFrame({"held_on": pd.Series(dtype="datetime64[ns]")})
    men = individuals(referrals)
    figures = {"14": flow(referrals, men), "18": suitability(men), "19": reasons(men), "20": by_quarter(referrals),
               "24": engagement(men, "area", AREAS, referrals),
               "25": engagement(men, "plan", ["cp", "cin", "early_help", "other", "not_recorded"]),
               "13": outputs(referrals, men, support, activity, targets, asked.area), "30": benefits(support),
               "iss": iss(support), "attrition": attrition(men, latest), "change": change(referrals),
               "conversion": conversion(men, latest), "equality": equality(men),
               "demography": demography(men, support), "timeliness": timeliness(referrals, support),
               "activity": activities(activity, targets, asked.area),
               "comparators": comparators(referrals, men),
               "completeness": completeness(referrals, men, support, files, later, is_whole(asked))}
    if is_whole(asked):
        figures["cost"] = cost(referrals, men, support, targets)
    else:
        # Money is known of the whole alone.
        figures["cost"] = {"n": 0, "missing": 0, "rows": []}
    if files["interviews"] is not None:
        figures["6"] = interviews(files["interviews"])
    if files["incidents"] is not None:
        figures["incidents"] = incidents(files["incidents"], referrals, men, latest)
    if files["measures"] is not None:
        figures["outcomes"] = outcomes(files["measures"])
    for key in ["21", "22", "23", "26", "27"]:
        figures[key] = means(men, key)
    holm(figures)
    return {"as_at": str(latest.date()), "figures": figures,
            "source": {"referrals": len(referrals), "individuals": len(men), "support": len(support)}}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder")
    asked.add_argument("--as-at", type=pd.Timestamp)
    asked.add_argument("--from", type=pd.Timestamp, dest="first")
    asked.add_argument("--to", type=pd.Timestamp, dest="last")
    asked.add_argument("--area")
    json.dump(evaluate(asked.parse_args()), sys.stdout, indent=1, default=float)
