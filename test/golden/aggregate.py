"""Writes aggregate.json, the values that test/experiment/aggregate.test.ts holds aggregates over scenarios and planned seeds to.

python3 test/golden/aggregate.py (needs rliable and scipy).
"""
import json
import pathlib

import numpy as np
from rliable import library, metrics
from scipy import stats

rng = np.random.default_rng(3)
a = np.round(rng.uniform(0, 1.1, (8, 3)), 4)
b = np.round(rng.uniform(0.1, 1.2, (8, 3)), 4)


def figures(scores):
    return [
        float(metrics.aggregate_iqm(scores)),
        float(metrics.aggregate_mean(scores)),
        float(metrics.aggregate_median(scores)),
        float(metrics.aggregate_optimality_gap(scores)),
    ]


def needed(drop, sd, alpha, paired, power=0.8):
    n = 5
    while True:
        df = n - 1 if paired else 2 * n - 2
        if (stats.t.ppf(1 - alpha, df) + stats.t.ppf(power, df)) * sd * np.sqrt((1 if paired else 2) / n) <= drop:
            return n
        n += 1


REPS = 20_000
NAMES = ("iqm", "mean", "median", "gap")


def intervals(scores):
    """rliable's stratified bootstrap, percentile intervals; its seeds are numpy's."""
    _, found = library.get_interval_estimates(
        {"a": scores}, lambda x: np.array(figures(x)), reps=REPS, random_state=np.random.RandomState(1)
    )
    return {name: [float(found["a"][0][i]), float(found["a"][1][i])] for i, name in enumerate(NAMES)}


def improvement_interval(x, y):
    _, found = library.get_interval_estimates(
        {"a": (x, y)}, metrics.probability_of_improvement, reps=REPS, random_state=np.random.RandomState(2)
    )
    return [float(v) for v in np.ravel(found["a"])]


TAUS = [round(i / 20 + 0.00003, 5) for i in range(20)]


def profile(scores):
    shares, found = library.create_performance_profile({"a": scores}, np.array(TAUS), reps=2000)
    return {"shares": shares["a"].tolist(), "low": found["a"][0].tolist(), "high": found["a"][1].tolist()}


cases = {
    "a": a.T.tolist(),
    "b": b.T.tolist(),
    "figures": {"a": figures(a), "b": figures(b)},
    "intervals": {"a": intervals(a), "b": intervals(b), "improvement": improvement_interval(b, a)},
    "taus": TAUS,
    "profiles": {"a": profile(a), "b": profile(b)},
    "improvement": float(metrics.probability_of_improvement(b, a)),
    "seeds": [
        {"drop": d, "deviation": 1.0, "alpha": alpha, "paired": p, "n": needed(d, 1.0, alpha, p)}
        for d in (0.25, 0.5, 1.0, 2.0)
        for alpha in (0.01, 0.05)
        for p in (True, False)
    ],
}
pathlib.Path(__file__).with_name("aggregate.json").write_text(json.dumps(cases, indent=1) + "\n")
