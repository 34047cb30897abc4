"""Writes statistics.json, the values that test/experiment/statistics.test.ts holds the statistics to.

python3 test/golden/statistics.py (needs scipy). Numbers of samples are short decimals, which both sides read alike.
"""
import itertools
import json
import math
import pathlib

import numpy as np
import scipy
from scipy import optimize, special, stats

rng = np.random.default_rng(7)
ALTERNATIVES = ("less", "greater")


def drawn(n, shift=0.0, scale=1.0, decimals=4):
    return [round(float(v), decimals) for v in rng.normal(shift, scale, n)]


def enumerated(x, y):
    """One-sided p-values of U by listing every split of the pooled mid-ranks: exact with ties, nothing but counting."""
    ranks = stats.rankdata(x + y)
    observed = ranks[: len(x)].sum()
    sums = [sum(c) for c in itertools.combinations(ranks, len(x))]
    less = sum(s <= observed + 1e-9 for s in sums) / len(sums)
    greater = sum(s >= observed - 1e-9 for s in sums) / len(sums)
    return {"less": less, "greater": greater}


def mann_whitney(x, y, method):
    if method == "enumerated":
        p = enumerated(x, y)
        u = stats.mannwhitneyu(x, y, method="asymptotic").statistic
    else:
        results = {a: stats.mannwhitneyu(x, y, alternative=a, method=method) for a in ALTERNATIVES}
        p = {a: float(r.pvalue) for a, r in results.items()}
        u = results["less"].statistic
    return {"x": x, "y": y, "method": "normal" if method == "asymptotic" else "exact", "u": float(u), **p}


def welch(x, y):
    results = {a: stats.ttest_ind(x, y, equal_var=False, alternative=a) for a in ALTERNATIVES}
    a, b = np.var(x, ddof=1) / len(x), np.var(y, ddof=1) / len(y)
    df = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    p = {a: float(r.pvalue) for a, r in results.items()}
    return {"x": x, "y": y, "t": float(results["less"].statistic), "df": float(df), **p}


def hedges(x, y):
    df = len(x) + len(y) - 2
    pooled = ((len(x) - 1) * np.var(x, ddof=1) + (len(y) - 1) * np.var(y, ddof=1)) / df
    j = special.gamma(df / 2) / (math.sqrt(df / 2) * special.gamma((df - 1) / 2))
    return {"x": x, "y": y, "g": float(j * (np.mean(x) - np.mean(y)) / math.sqrt(pooled))}


def t_quantile(p, df):
    """Where the distribution function reaches p. The ppf of older scipy is good to 2e-9 only."""
    if p > 0.5:
        return -t_quantile(1 - p, df)
    return float(optimize.brentq(lambda t: stats.t.cdf(t, df) - p, -1000, 1, xtol=1e-15, rtol=1e-15))


def detectable(x, y, alpha, power):
    a, b = np.var(x, ddof=1) / len(x), np.var(y, ddof=1) / len(y)
    df = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    drop = (t_quantile(1 - alpha, df) + t_quantile(power, df)) * math.sqrt(a + b)
    return {"x": x, "y": y, "alpha": alpha, "power": power, "drop": float(drop)}


def iqm(values):
    """The mean between the quartiles: the integral of the step function of the ordered values over the middle half."""
    s, n = sorted(values), len(values)
    edges = np.arange(n + 1)
    weights = np.clip(np.minimum(edges[1:], 0.75 * n) - np.maximum(edges[:-1], 0.25 * n), 0, None)
    return float(np.dot(weights, s) / weights.sum())


def improvement(x, y):
    return float(np.mean([1.0 if a > b else 0.5 if a == b else 0.0 for a in x for b in y]))


def holm(p):
    """By its definition: the largest of the factors up to the value in order."""
    order = np.argsort(p, kind="stable")
    out = [0.0] * len(p)
    for rank, i in enumerate(order):
        out[i] = min(1.0, max((len(p) - k) * p[order[k]] for k in range(rank + 1)))
    return out


def intervals(samples, statistic, name, resamples=200):
    indices = [rng.integers(0, len(s), (resamples, len(s))) for s in samples]
    values = [float(statistic(*[np.array(s)[i[b]] for s, i in zip(samples, indices)])) for b in range(resamples)]
    observed = float(statistic(*[np.array(s) for s in samples]))
    return {
        "name": name,
        "samples": samples,
        "observed": observed,
        "values": values,
        "percentile": [float(v) for v in np.percentile(values, [2.5, 97.5])],
    }


untied = [(drawn(5), drawn(5, 1)), (drawn(10, -0.8), drawn(20)), (drawn(20), drawn(20, 0.5, 2)), (drawn(3), drawn(8))]
tied = [([1, 2, 2, 3, 5], [2, 3, 4, 4, 5, 5]), ([0, 0, 0, 1, 1], [1, 1, 1, 1, 1, 1]), ([0.5, 0.5, 0.25, 1], [0.5, 1, 1, 1, 0.25])]
large = [(drawn(50, -0.2, 1, 1), drawn(60, 0, 1, 1)), (drawn(100), drawn(80, 0.3)), (drawn(30, 0, 1, 0), drawn(40, 0, 1, 0))]
several = untied + [(list(map(float, x)), list(map(float, y))) for x, y in tied] + large + [(drawn(10, -9, 0.01), drawn(20))]
ten, twenty = drawn(10, -0.5), drawn(20)


def scored(x):
    return [round(float(v), 4) for v in rng.gamma(2.0, 1.0, x)]


skewed = scored(12)
document = {
    "source": {"numpy": np.__version__, "scipy": scipy.__version__, "seed": 7},
    "special": {
        "logGamma": [[x, float(special.gammaln(x))] for x in (0.1, 0.5, 1.5, 2.5, 9.0, 30.5, 400.0)],
        "incompleteBeta": [
            [x, a, b, float(special.betainc(a, b, x))]
            for x, a, b in ((0.1, 0.5, 0.5), (0.5, 2.0, 3.0), (0.99, 10.0, 0.5), (0.3, 50.0, 80.0), (0.001, 4.5, 0.5))
        ],
        "normalCdf": [[z, float(stats.norm.cdf(z))] for z in (-9.0, -4.0, -2.9, -1.0, -0.1, 0.0, 0.7, 1.96, 3.0, 6.0)],
        "normalQuantile": [[p, float(stats.norm.ppf(p))] for p in (1e-8, 0.001, 0.025, 0.4, 0.5, 0.9, 0.999)],
        "studentCdf": [
            [t, df, float(stats.t.cdf(t, df))] for t in (-20.0, -2.0, -0.3, 0.0, 1.0, 5.0) for df in (1.0, 4.2, 18.0, 300.5)
        ],
        "studentQuantile": [[p, df, t_quantile(p, df)] for p in (0.001, 0.005, 0.2, 0.8, 0.99) for df in (3.3, 12.0, 28.7)],
    },
    "mannWhitney": [mann_whitney(x, y, "exact") for x, y in untied]
    + [mann_whitney(x, y, "enumerated") for x, y in tied + untied[:1]]
    + [mann_whitney(x, y, "asymptotic") for x, y in large + tied],
    "welch": [welch(x, y) for x, y in several],
    "holm": [[p, holm(p)] for p in ([0.01, 0.04], [0.04, 0.01], [0.02, 0.015], [0.5, 0.9], [0.01, 0.02, 0.03, 0.005])],
    "hedges": [hedges(x, y) for x, y in several],
    "iqm": [[v, iqm(v)] for v in (drawn(8), drawn(10), drawn(5), drawn(21), drawn(3))],
    "improvement": [{"x": x, "y": y, "value": improvement(x, y)} for x, y in several],
    "detectable": [detectable(x, y, a, p) for x, y in untied for a, p in ((0.005, 0.8), (0.05, 0.9))],
    "intervals": [
        intervals([ten], np.mean, "mean"),
        intervals([skewed], lambda a: iqm(list(a)), "iqm"),
        intervals([ten, twenty], lambda a, b: np.mean(a) - np.mean(b), "difference"),
        intervals([skewed, twenty], lambda a, b: improvement(a, b), "improvement"),
    ],
}
pathlib.Path(__file__).with_name("statistics.json").write_text(json.dumps(document) + "\n")
