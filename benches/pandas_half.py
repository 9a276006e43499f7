"""About half of the evaluation's figures in careful pandas and SciPy, to be raced against.

    python3 benches/pandas_half.py referrals.csv support.csv

Only the columns that are used are read, codes as categories, dates by their one format.
"""

import itertools
import json
import sys

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

DATES = ["received_on", "first_assessment_offered_on", "first_assessment_attended_on",
         "first_session_offered_on"]
CODES = ["area", "plan", "assessment_outcome", "unsuitable_reason", "closure_reason"]
GROUPS = ["no_sessions", "some_sessions", "completed"]


def share(counts, whole):
    low, high = proportion_confint(counts.to_numpy(), whole, method="wilson")
    return {"count": counts.tolist(), "low": np.atleast_1d(low).tolist(), "high": np.atleast_1d(high).tolist()}


def main(referrals_path, support_path):
    rows = pd.read_csv(
        referrals_path, usecols=["referral_ref", "individual_ref", "sessions_attended", "age_at_referral",
                                 "children", *DATES, *CODES],
        dtype={**dict.fromkeys(CODES, "category"), "referral_ref": str, "individual_ref": str,
               "sessions_attended": "float32", "age_at_referral": "float32", "children": "float32"})
    for name in DATES:
        rows[name] = pd.to_datetime(rows[name], format="%Y-%m-%d")
    support = pd.read_csv(support_path, usecols=["started_on", "support_types", "satisfaction", "health",
                                                 "everyday_life", "safety"])
    man = rows["individual_ref"].fillna(rows["referral_ref"])
    rows["man"] = pd.factorize(man)[0]
    rows["rank"] = rows["assessment_outcome"].map({"suitable": 3, "unsuitable": 2, "pending": 1}).astype(float).fillna(0)
    rows = rows.sort_values(["man", "received_on", "referral_ref"])
    men = rows.sort_values(["man", "rank"], kind="stable").drop_duplicates("man", keep="last").set_index("man")
    sessions = rows[rows["sessions_attended"] > 0].drop_duplicates("man", keep="last").set_index("man")["sessions_attended"]
    men["sessions"] = sessions.reindex(men.index).fillna(0)
    men["assessed"] = ((rows["rank"] > 0) | rows["first_assessment_attended_on"].notna()).groupby(rows["man"]).any()
    finished = (rows["closure_reason"] == "completed").groupby(rows["man"]).any()
    suitable = men[men["assessment_outcome"] == "suitable"].copy()
    suitable["group"] = np.where(finished.reindex(suitable.index), "completed",
                                 np.where(suitable["sessions"] > 0, "some_sessions", "no_sessions"))
    figures = {"14": [len(rows), len(men), int(men["assessed"].sum()), len(suitable)]}
    decided = men[men["assessment_outcome"].isin(["suitable", "unsuitable"])]
    table = pd.crosstab(decided["area"], decided["assessment_outcome"])
    figures["18"] = share(table.stack(), len(decided))
    figures["18 test"] = stats.chi2_contingency(table.loc[:, table.sum() > 0])[1]
    reasons = men.loc[men["assessment_outcome"] == "unsuitable", "unsuitable_reason"].value_counts()
    figures["19"] = share(reasons, int(reasons.sum()))
    figures["20"] = pd.crosstab(rows["area"], rows["received_on"].dt.to_period("Q").astype(str)).to_dict()
    for key, name in [("21", DATES[1]), ("22", DATES[2]), ("23", DATES[3]), ("26", "age_at_referral"), ("27", "children")]:
        value = (suitable[name] - suitable["received_on"]).dt.days if name in DATES else suitable[name]
        value = value.where(value >= 0)
        samples = [value[suitable["group"] == group].dropna().to_numpy(float) for group in GROUPS]
        summary = [(len(s), s.mean(), s.std(ddof=1), stats.t.interval(0.95, len(s) - 1, s.mean(), stats.sem(s))) for s in samples]
        pairs = []
        for a, b in itertools.combinations(samples, 2):
            welch = stats.ttest_ind(a, b, equal_var=False)
            pairs.append(stats.studentized_range.sf(abs(welch.statistic) * np.sqrt(2), 3, welch.df))
        figures[key] = [summary, stats.f_oneway(*samples, equal_var=False).pvalue, stats.kruskal(*samples).pvalue, pairs]
    for key, name in [("24", "area"), ("25", "plan")]:
        table = pd.crosstab(suitable[name], suitable["group"])
        figures[key] = share(table.stack(), len(suitable))
    score = support["satisfaction"].map({1: -1, 2: -1, 3: 0, 4: 1, 5: 1}).to_frame().join(
        support[["health", "everyday_life", "safety"]]).sum(axis=1, min_count=1).dropna()
    figures["30"] = share(score.value_counts(), len(score))
    kinds = support["support_types"].dropna().str.split(";").explode().value_counts()
    figures["iss"] = share(kinds, len(support))
    json.dump(figures, sys.stdout, default=str)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
