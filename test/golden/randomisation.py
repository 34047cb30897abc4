"""Writes randomisation.json, the values that test/experiment/randomisation.test.ts holds the randomisation tests to.

python3 test/golden/randomisation.py (needs scipy). Paired cases are enumerated: p-values of the sums of differences by
scipy.stats.permutation_test, of signed ranks by scipy.stats.wilcoxon (no ties) or enumeration, the step-down min-P adjustment of Westfall and Young
(1993, algorithm 2.8) over all 2^n assignments. Grouped cases give exact p-values, to which drawn ones come near.
"""
import itertools
import json
import pathlib

import numpy as np
from scipy import stats

rng = np.random.default_rng(11)


def scores(reference, candidate):
    d = candidate - reference
    ranks = stats.rankdata(np.concatenate([reference, candidate]))
    n = len(d)
    return [d, np.sign(d) * stats.rankdata(np.abs(d)), ranks[n:] - ranks[:n]]


def tails(row, sign):
    """For every assignment of signs the share of all whose sum is as large or larger; the observed one is first."""
    n = len(row)
    flips = np.array(list(itertools.product([1, -1], repeat=n)))
    sums = sign * (flips @ row)
    tolerance = 1e-9 * np.abs(row).sum()
    return np.array([(sums >= s - tolerance).mean() for s in sums])


def step_down(columns, weights):
    weighted = [c / w for c, w in zip(columns, weights)]
    order = np.argsort([c[0] for c in weighted], kind="stable")
    adjusted = np.empty(len(columns))
    least = np.ones_like(columns[0])
    for k in order[::-1]:
        least = np.minimum(least, weighted[k])
        adjusted[k] = (least <= weighted[k][0]).mean()
    adjusted[order] = np.maximum.accumulate(adjusted[order])
    return adjusted


def paired(quantities, weights):
    result = {"quantities": [{"reference": list(r), "candidate": list(c), "weight": w} for (r, c), w in zip(quantities, weights)]}
    for name, sign in (("worse", -1), ("better", 1)):
        columns = []
        for r, c in quantities:
            rows = scores(np.array(r), np.array(c))
            columns.append(np.minimum.reduce([tails(row, sign) for row in rows]))
            d = np.array(c) - np.array(r)
            # The first of the three by scipy itself.
            alternative = "less" if sign == -1 else "greater"
            own = stats.permutation_test((c, r), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples",
                                         n_resamples=np.inf, alternative=alternative, vectorized=True).pvalue
            assert abs(own - tails(rows[0], sign)[0]) < 1e-12
            if len(set(np.abs(d))) == len(d) and 0 not in d:
                exact = stats.wilcoxon(c, r, alternative=alternative, method="exact").pvalue
                assert abs(exact - tails(rows[1], sign)[0]) < 1e-12
        adjusted = step_down(columns, weights)
        result[name] = [{"raw": float(c[0]), "adjusted": float(a)} for c, a in zip(columns, adjusted)]
    return result


def grouped(r, c):
    """Exact one-sided p-values: the smaller of the sum of values and Mann-Whitney's."""
    result = {"reference": list(r), "candidate": list(c)}
    for name, alternative in (("worse", "less"), ("better", "greater")):
        values = stats.permutation_test((c, r), lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis),
                                        permutation_type="independent", n_resamples=np.inf, alternative=alternative, vectorized=True).pvalue
        ranks = stats.mannwhitneyu(c, r, alternative=alternative, method="exact").pvalue
        result[name] = float(min(values, ranks))
    return result


def drawn(n, shift=0.0, decimals=4):
    return [round(float(v), decimals) for v in rng.normal(shift, 1, n)]


def near(values, shift, spread):
    return [round(v + shift + float(e), 4) for v, e in zip(values, rng.normal(0, spread, len(values)))]


one = drawn(8)
ties = [float(v) for v in rng.integers(0, 3, 10)]
a, b, c = drawn(10), drawn(10), drawn(10)
cases = {
    "paired": [
        paired([(one, near(one, -0.4, 0.3))], [1]),
        paired([(ties, [0.0] * 10), (a, near(a, -0.2, 0.2))], [1, 1]),
        paired([(a, near(a, -0.3, 0.3)), (b, near(b, 0.3, 0.3)), (c, drawn(10))], [1, 1, 1]),
        paired([(a, near(a, -0.3, 0.3)), (ties, [1.0] * 10)], [1, 8]),
    ],
    "grouped": [grouped(drawn(9), drawn(5, -1)), grouped(drawn(7), drawn(7, 0.5))],
}
pathlib.Path(__file__).with_name("randomisation.json").write_text(json.dumps(cases, indent=1) + "\n")
