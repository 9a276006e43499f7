"""What SciPy and statsmodels say of the statistics that the evaluation computes.

    pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 mpmath==1.3.0
    python crates/evaluation/oracle/statistics.py

Writes statistics.json beside itself; tests/evaluation/statistics.rs holds each number against
ours. Undefined is null. Samples too large to write down are a rule,
value(i) = offset + (i * step % modulus) / divisor, which the test repeats.
"""

import json
import math
import warnings
from pathlib import Path

import mpmath
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.contingency_tables import Table2x2, mcnemar
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261123)
Z = stats.norm.ppf(0.975)


def number(value):
    value = float(value)
    return value if math.isfinite(value) else None


def rule(n, step, modulus, divisor=1.0, offset=0.0):
    return {"n": n, "step": step, "modulus": modulus, "divisor": divisor, "offset": offset}


def values(sample):
    if isinstance(sample, list):
        return np.array(sample, dtype=float)
    i = np.arange(sample["n"], dtype=np.int64)
    return sample["offset"] + (i * sample["step"] % sample["modulus"]) / sample["divisor"]


def days(n, mean, spread):
    return [float(v) for v in np.maximum(0, np.round(rng.normal(mean, spread, n)))]


def real(n, mean, spread):
    return [float(v) for v in rng.normal(mean, spread, n)]


SAMPLES = {
    "nothing": [],
    "one": [7.0],
    "two": [3.0, 4.5],
    "equal": [5.0] * 8,
    "skewed": [float(v) for v in np.round(rng.exponential(30, 41))],
    "far from zero": [1e9 + v for v in [1.0, 2.0, 4.0, 8.0, 16.0]],
    "large": rule(300_000, 7919, 100_003, 1000.0),
}


def summary(sample):
    sample = values(sample)
    n = len(sample)
    mean = sample.mean() if n else math.nan
    sd = sample.std(ddof=1) if n > 1 else math.nan
    half = stats.t.ppf(0.975, n - 1) * sd / math.sqrt(n) if n > 1 else math.nan
    quartiles = np.quantile(np.sort(sample), [0.25, 0.5, 0.75]).tolist() if n else None
    return {"n": n, "mean": number(mean), "sd": number(sd), "low": number(mean - half),
            "high": number(mean + half), "quartiles": quartiles}


GROUPS = {
    "three of unlike size and spread": [days(60, 31, 12), days(172, 19, 20), days(24, 18, 8)],
    "three of real numbers": [real(5, 0, 1), real(9, 1, 3), real(4, 0.5, 0.2)],
    "far apart": [real(40, 0, 1), real(50, 5, 1.5), real(30, 12, 2)],
    "very far apart": [real(12, 0, 1), real(13, 40, 1.5), real(15, 90, 2)],
    "one empty": [days(10, 20, 5), [], days(10, 20, 5)],
    "one member": [days(10, 20, 5), [4.0], days(10, 22, 5)],
    "all equal": [[3.0] * 5, [3.0] * 6, [3.0] * 4],
    "one equal": [[3.0] * 5, days(6, 20, 5), days(9, 20, 5)],
    "ties everywhere": [[1.0, 1.0, 2.0, 2.0], [1.0, 2.0, 2.0, 2.0, 2.0], [1.0, 1.0, 1.0, 2.0]],
    "two each": [[1.0, 2.0], [2.0, 4.0], [9.0, 4.5]],
    "large": [rule(100_000, 7919, 1009), rule(150_000, 7907, 1013), rule(50_000, 7901, 997, 1.0, 3.0)],
    "large and apart": [rule(90_000, 7919, 1009, 100.0), rule(150_000, 7907, 1013, 99.5),
                        rule(60_000, 7901, 997, 101.0, 0.05)],
    "four groups": [days(9, 30, 9), days(13, 24, 15), days(11, 40, 9), days(8, 35, 20)],
    "five groups, far apart": [days(30, 10 * i, 4 + i) for i in range(5)],
    "two groups": [days(20, 30, 9), days(33, 24, 15)],
}


def welch_anova(groups):
    if len(groups) < 2 or any(len(g) < 2 or g.var() == 0 for g in groups):
        return None
    result = anova_oneway(groups, use_var="unequal", welch_correction=True)
    again = stats.f_oneway(*groups, equal_var=False)
    assert math.isclose(result.statistic, again.statistic, rel_tol=1e-9)
    return {"statistic": number(again.statistic), "df": [number(result.df[0]), number(result.df[1])],
            "p": number(stats.f.sf(again.statistic, *result.df))}


def range_upper(q, k, df):
    """P(studentised range >= q), by quadrature at 20 digits: SciPy's is 1 - cdf. Beyond 100,000
    degrees of freedom SciPy takes the deviation as known, and so does this."""
    mpmath.mp.dps = 20
    q, df, step = mpmath.mpf(q), mpmath.mpf(df), mpmath.mpf(1) / 4
    cdf = lambda z: mpmath.erfc(-z / mpmath.sqrt(2)) / 2

    def normal_range(r):
        def at(z):
            all_below, below = cdf(z), cdf(z - r)
            # a ** (k - 1) - (a - b) ** (k - 1), which would cancel
            rest = mpmath.fsum(all_below ** (k - 2 - i) * (all_below - below) ** i for i in range(k - 1))
            return mpmath.npdf(z) * below * rest
        return k * step * mpmath.fsum(at(r / 2 + i * step) for i in range(-40, 41))

    if df > 100_000:
        return normal_range(q)
    log_constant = mpmath.log(2) + df / 2 * mpmath.log(df / 2) - mpmath.loggamma(df / 2)
    f = lambda s: mpmath.exp(log_constant + (df - 1) * mpmath.log(s) - df * s * s / 2) * normal_range(q * s)
    peak = mpmath.sqrt(df / (df + q * q / 2))
    wide = 1 / mpmath.sqrt(2 * df)
    ends = [peak * mpmath.exp(wide * i) for i in (-12, -6, -2, 2, 6, 12)]
    # quad stops at an absolute error, so that the integrand must be of the order of 1
    scale = f(peak)
    return scale * mpmath.quad(lambda s: f(s) / scale, ends, method="gauss-legendre", maxdegree=4)


def range_p(q, k, df):
    p = stats.studentized_range.sf(q, k, df)
    return number(range_upper(q, k, df) if p < 1e-3 else p)


def pair(a, b, count):
    out = {}
    t = stats.ttest_ind(a, b, equal_var=False) if min(len(a), len(b)) > 1 else None
    if t is None or not math.isfinite(t.statistic) or not math.isfinite(t.pvalue):
        out["welch_t"] = out["games_howell"] = None
    else:
        out["welch_t"] = {"statistic": number(t.statistic), "df": number(t.df), "p": number(t.pvalue)}
        q = abs(t.statistic) * math.sqrt(2)
        out["games_howell"] = {"statistic": number(abs(t.statistic)), "df": number(t.df),
                               "p": range_p(q, count, t.df)}
    out["hedges_g"] = None
    if min(len(a), len(b)) > 1 and a.var() + b.var() > 0:
        g, variance = effectsize_smd(a.mean(), a.std(ddof=1), len(a), b.mean(), b.std(ddof=1), len(b))
        half = Z * math.sqrt(variance)
        out["hedges_g"] = {"value": number(g), "low": number(g - half), "high": number(g + half)}
    return out


def groups(case):
    samples = [values(g) for g in case]
    kruskal = None
    if all(len(g) for g in samples) and len({v for g in samples for v in g[:2000]}) > 1:
        h = stats.kruskal(*samples)
        kruskal = {"statistic": number(h.statistic), "df": len(samples) - 1, "p": number(h.pvalue)}
    places = range(len(samples))
    return {"groups": case, "welch_anova": welch_anova(samples), "kruskal_wallis": kruskal,
            "pairs": [{"pair": [i, j], **pair(samples[i], samples[j], len(samples))}
                      for i in places for j in places if i < j]}


RANGES = [(3.5, 3, 10.0), (0.4, 3, 7.3), (3.3, 3, 61.52), (2.0, 3, 1.7), (1.0, 3, 1.05), (4.0, 4, 22.2),
          (12.0, 3, 19.4), (3.0, 2, 5.5), (25.0, 3, 2.2), (9.0, 3, 250_000.0), (3.314, 3, 1e7), (14.0, 3, 3e5)]

FISHER = [[[3, 1], [1, 3]], [[24, 172], [3, 57]], [[0, 5], [7, 0]], [[10, 10], [10, 10]], [[0, 0], [3, 4]],
          [[0, 4], [0, 5]], [[1, 0], [0, 0]], [[55, 74], [201, 134]], [[500, 1500], [700, 1300]],
          [[100_000, 400_000], [101_000, 399_000]], [[30_000, 70_000], [90_100, 209_900]],
          [[40, 5], [5, 200]], [[2, 98], [150_000, 849_900]], [[0, 1], [1, 0]], [[8, 2], [1, 5]]]


def fisher(table):
    (a, b), (c, d) = table
    out = {"table": table, "fisher": number(stats.fisher_exact(table).pvalue), "risk_difference": None,
           "odds_ratio": None, "wilson": None}
    if a + b and c + d:
        low, high = confint_proportions_2indep(a, a + b, c, c + d, method="newcomb", compare="diff")
        out["risk_difference"] = {"value": a / (a + b) - c / (c + d), "low": number(low), "high": number(high)}
        odds = Table2x2(np.array(table, dtype=float), shift_zeros=True)
        low, high = odds.oddsratio_confint()
        out["odds_ratio"] = {"value": number(odds.oddsratio), "low": number(low), "high": number(high)}
        low, high = proportion_confint(a, a + b, method="wilson")
        out["wilson"] = {"low": number(low), "high": number(high)}
    return out


TABLES = [[[3, 1, 2], [0, 4, 1]], [[5, 0, 0], [0, 5, 0], [0, 0, 5]], [[2, 3], [4, 1], [0, 6], [3, 3]],
          [[3, 0, 2], [0, 0, 0], [4, 0, 1]], [[3, 4, 5]], [[3], [4]], [[0, 0], [0, 0]], [],
          [[1, 2, 1, 0], [3, 1, 0, 2], [0, 2, 2, 1]], [[10, 10, 10], [10, 10, 10]], [[12, 3], [4, 15]],
          [[30, 1, 2], [1, 25, 3]]]


def exact_table(table):
    """Freeman and Halton's p by listing every table with whole-number weights."""
    array = np.array(table)
    if array.size == 0:
        return None
    array = array[array.sum(axis=1) > 0][:, array.sum(axis=0) > 0]
    if min(array.shape) < 2:
        return None
    rows, columns = [int(v) for v in array.sum(axis=1)], [int(v) for v in array.sum(axis=0)]
    n = sum(rows)

    def weight(cells):  # the multinomial coefficient, exact
        product = 1
        for count in cells:
            product *= math.factorial(int(count))
        return math.factorial(n) ** 2 // product  # any constant will do if it divides

    seen = weight(array.flatten())
    total = hits = 0

    def fill(row, left, cells):
        nonlocal total, hits
        if row == len(rows) - 1:
            w = weight(cells + left)
            total += w
            if w <= seen:
                hits += w
            return

        def place(column, of_row, rest, line):
            if column == len(rest) - 1:
                if of_row <= rest[column]:
                    fill(row + 1, rest[:column] + [rest[column] - of_row], cells + line + [of_row])
                return
            for taken in range(min(of_row, rest[column]) + 1):
                changed = list(rest)
                changed[column] -= taken
                place(column + 1, of_row - taken, changed, line + [taken])

        place(0, rows[row], list(left), [])

    fill(0, columns, [])
    return number(hits / total)


SIMULATED = [
    # completed, some sessions, none by area; suitable and unsuitable by area
    [[5, 39, 11], [0, 9, 4], [5, 31, 11], [10, 48, 14], [0, 13, 7], [3, 7, 2], [1, 25, 11]],
    [[55, 74], [13, 11], [47, 29], [72, 54], [20, 10], [12, 11], [37, 19]],
]


def simulated(table):
    """p by a million tables of SciPy's own sampler of tables with given totals."""
    array = np.array(table)
    sampler = stats.random_table(array.sum(axis=1), array.sum(axis=0))
    seen = sampler.logpmf(array)
    hits = sum(int((sampler.logpmf(sampler.rvs(50_000, method="patefield", random_state=s)) <= seen + 1e-7).sum())
               for s in range(20))
    p = hits / 1_000_000
    return {"table": table, "p": p, "standard_error": math.sqrt(p * (1 - p) / 1_000_000)}


EXITS = {
    "nobody": [],
    "everyone censored": [[3, 0], [5, 0]],
    "everyone left at once": [[0, 1], [0, 1], [0, 2]],
    "one left": [[4, 2]],
    "mixed": [[int(t), int(c)] for t, c in zip(rng.integers(1, 31, 60), rng.choice([0, 1, 2, 3], 60))],
    "two hundred": [[int(min(30, t)), int(c) if t < 30 else 0]
                    for t, c in zip(rng.geometric(0.08, 196), rng.choice([0, 1, 1, 1, 2, 3], 196))],
}


def survival(exits):
    times = np.array([t for t, _ in exits])
    causes = np.array([c for _, c in exits])
    if not len(exits) or not causes.any():
        return {"exits": exits, "steps": [], "incidence": []}
    s = SurvfuncRight(times, (causes > 0).astype(int))
    steps = []
    for i, t in enumerate(s.surv_times):
        p, se = s.surv_prob[i], s.surv_prob_se[i]
        steps.append({"time": int(t), "at_risk": int(s.n_risk[i]), "left": int(s.n_events[i]), "survival": number(p),
                      "low": number(max(0.0, p - Z * se)) if math.isfinite(se) and p > 0 else None,
                      "high": number(min(1.0, p + Z * se)) if math.isfinite(se) and p > 0 else None})
    c = CumIncidenceRight(times, causes)
    incidence = [{"time": int(t), "incidence": [number(k[i]) for k in c.cinc] + [0.0] * (3 - len(c.cinc))}
                 for i, t in enumerate(c.times)]
    return {"exits": exits, "steps": steps, "incidence": incidence}


def months(n, changes):
    rows = []
    for m in range(n):
        row = [1.0, float(m)]
        for change in changes:
            row += [1.0 if m > change else 0.0, max(0.0, float(m - change))]
        rows.append(row)
    return rows


REGRESSIONS = {
    "two changes": ([float(v) for v in rng.poisson(32, 33)], months(33, [12, 24]), 1),
    "one change and a trend": ([float(10 + 2 * m + v) for m, v in enumerate(rng.normal(0, 4, 20))], months(20, [9]), 1),
    "lag 3": ([float(v) for v in rng.normal(100, 3, 40)],
                           [[1.0, 1e3 + i, float((i * i) % 7)] for i in range(40)], 3),
    "singular": ([1.0, 2.0, 4.0, 3.0, 7.0], [[1.0, 2.0]] * 5, 1),
    "as many rows as columns": ([1.0, 5.0], [[1.0, 0.0], [1.0, 1.0]], 1),
    "exact": ([1.0, 2.0, 3.0, 4.0], [[1.0, float(i)] for i in range(4)], 1),
    "no rows": ([], [], 1),
}


def regression(case):
    y, x, lag = case
    out = {"y": y, "x": x, "lag": lag, "terms": None}
    if x and len(x) > len(x[0]) and np.linalg.matrix_rank(np.array(x)) == len(x[0]):
        fit = sm.OLS(np.array(y), np.array(x)).fit(
            cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": False}, use_t=False)
        if fit.ssr > 1e-20:
            interval = fit.conf_int()
            out["terms"] = [{"value": number(fit.params[i]), "standard_error": number(fit.bse[i]),
                             "low": number(interval[i][0]), "high": number(interval[i][1]),
                             "p": number(fit.pvalues[i])} for i in range(len(x[0]))]
    return out


DIFFERENCES = {
    "nothing": [],
    "all nought": [0.0, 0.0],
    "one": [2.0],
    "no ties": real(23, 0.6, 1),
    "no ties, fifty": real(50, 1.0, 1),
    "no ties, fifty-one": real(51, 0.3, 1),
    "ties and noughts": [0.0, 1.0, 1.0, -1.0, 2.0, 3.0, -2.0, 2.0, 0.0, 4.0, 1.0],
    "all up": [1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
    "all alike": [1.0] * 7,
    "many": [float(v) for v in rng.integers(-4, 9, 400)],
}


def signed_rank(sample):
    d = np.array([v for v in sample if v != 0])
    if not len(d):
        return {"differences": sample, "expected": None}
    exact = len(d) <= 50 and len(set(np.abs(d))) == len(d)
    r = stats.wilcoxon(d, zero_method="wilcox", correction=False, method="exact" if exact else "asymptotic")
    ranks = stats.rankdata(np.abs(d))
    return {"differences": sample, "expected": {
        "statistic": number(r.statistic), "p": number(r.pvalue), "method": "exact" if exact else "normal",
        "effect": number((ranks[d > 0].sum() - ranks[d < 0].sum()) / ranks.sum())}}


MCNEMAR = [(0, 5), (3, 9), (10, 10), (1, 0), (40, 110), (1000, 1300), (0, 60)]
POISSON = [0, 1, 2, 10, 99, 100, 149, 1000, 1_000_000]
HOLM = [[], [0.04], [0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.9], [1e-12, 0.2, 1e-9, 0.2, 0.04]]

oracle = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__,
                 "mpmath": mpmath.__version__},
    "summary": [{"name": k, "sample": v, **summary(v)} for k, v in SAMPLES.items()],
    "groups": [{"name": k, **groups(v)} for k, v in GROUPS.items()],
    "studentised_range": [{"q": q, "groups": k, "df": df, "p": range_p(q, k, df)} for q, k, df in RANGES],
    "two_by_two": [fisher(t) for t in FISHER],
    "freeman_halton": [{"table": t, "p": exact_table(t)} for t in TABLES],
    "freeman_halton_simulated": [simulated(t) for t in SIMULATED],
    "survival": [{"name": k, **survival(v)} for k, v in EXITS.items()],
    "newey_west": [{"name": k, **regression(v)} for k, v in REGRESSIONS.items()],
    "wilcoxon": [{"name": k, **signed_rank(v)} for k, v in DIFFERENCES.items()],
    "mcnemar": [{"b": b, "c": c, "p": number(mcnemar([[0, b], [c, 0]], exact=True).pvalue)} for b, c in MCNEMAR],
    "poisson": [{"count": n, "low": number(stats.chi2.ppf(0.025, 2 * n) / 2) if n else 0.0,
                 "high": number(stats.chi2.ppf(0.975, 2 * n + 2) / 2)} for n in POISSON],
    "holm": [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist() if p else []} for p in HOLM],
}
Path(__file__).with_name("statistics.json").write_text(json.dumps(oracle, indent=1) + "\n")
