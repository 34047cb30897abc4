"""Writes intervals.json, the values that test/experiment/intervals.test.ts holds the intervals to.

python3 test/golden/intervals.py (needs scipy).
"""
import json
import pathlib

import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(5)
drawn = lambda n, shift=0.0, scale=1.0: [round(float(v), 4) for v in rng.normal(shift, scale, n)]


def one(values):
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    # Centred on scipy's trimmed mean, which cuts whole values; the width is what is compared.
    ci = stats.mstats.trimmed_mean_ci(values, limits=(0.25, 0.25), alpha=0.05)
    return {"values": values, "mean": [low, high], "trimmedWidth": float(ci[1] - ci[0])}


def two(x, y):
    welch = stats.ttest_ind(x, y, equal_var=False).confidence_interval()
    yuen = stats.ttest_ind(x, y, equal_var=False, trim=0.25)
    ci = yuen.confidence_interval()
    return {"x": x, "y": y, "mean": [welch.low, welch.high], "trimmedWidth": float(ci.high - ci.low)}


def improvement(x, y):
    """Newcombe (2006), method 5: the p at which |p - observed| is z standard errors, by Brent's method."""
    m, n = len(x), len(y)
    observed = float(np.mean([1.0 if a > b else 0.5 if a == b else 0.0 for a in x for b in y]))
    z = stats.norm.ppf(0.975)
    more = (m + n) / 2 - 1

    def error(p):
        return np.sqrt(p * (1 - p) * (1 + more * (1 - p) / (2 - p) + more * p / (1 + p)) / (m * n))

    low = 0.0 if observed == 0 else optimize.brentq(lambda p: observed - p - z * error(p), 0, observed - 1e-9)
    high = 1.0 if observed == 1 else optimize.brentq(lambda p: p - observed - z * error(p), observed + 1e-9, 1)
    return {"x": x, "y": y, "observed": observed, "interval": [low, high]}


cases = {
    "one": [one(drawn(n)) for n in (5, 8, 10, 20, 40)],
    "two": [two(drawn(5), drawn(5, 1)), two(drawn(8, 1, 2), drawn(12)), two(drawn(20), drawn(40, 0.5, 3))],
    "improvement": [
        improvement(drawn(5), drawn(5, 1)),
        improvement(drawn(10, 1), drawn(20)),
        improvement([1, 2, 2, 3, 5], [2, 3, 4, 4, 5, 5]),
        improvement([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]),
        improvement([1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11, 12]),
    ],
}
pathlib.Path(__file__).with_name("intervals.json").write_text(json.dumps(cases, indent=1) + "\n")
