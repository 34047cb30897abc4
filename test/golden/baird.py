"""Weights of Baird's counterexample after expected updates (Sutton and Barto 2018, section 11.2; Sutton et al. 2009).

Usage: python baird.py > baird.json (needs numpy)
"""
import json

import numpy as np

GAMMA = 0.99
X = np.zeros((7, 8))
for s in range(6):
    X[s, s], X[s, 7] = 2, 1
X[6, 6], X[6, 7] = 1, 2
NEXT = np.tile(X[6], (7, 1))  # the target policy always takes the solid action
START = [1, 1, 1, 1, 1, 1, 10, 1]
AFTER = [1, 2, 3, 10, 100, 1000]


def run(method, alpha, beta):
    w, v, kept = np.array(START, float), np.zeros(8), {}
    for k in range(1, max(AFTER) + 1):
        delta = GAMMA * NEXT @ w - X @ w
        correction = X @ v
        if method == "td":
            dw = (X * delta[:, None]).mean(0)
        elif method == "tdc":
            dw = (X * delta[:, None] - GAMMA * NEXT * correction[:, None]).mean(0)
        else:
            dw = ((X - GAMMA * NEXT) * correction[:, None]).mean(0)
        dv = (X * (delta - correction)[:, None]).mean(0)
        w, v = w + alpha * dw, v + beta * dv
        if k in AFTER:
            kept[k] = w.tolist()
    return {"method": method, "alpha": alpha, "beta": beta, "weights": kept}


print(json.dumps({"start": START, "runs": [run("td", 0.01, 0.05), run("tdc", 0.005, 0.05), run("gtd2", 0.005, 0.05)]}, indent=1))
