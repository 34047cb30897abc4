"""Simple regret of Optuna's TPE sampler on functions with known optima, for test/experiment/tpe.test.ts. Writes tpe.json beside it."""
import json
import math
import os

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
TRIALS = 60
SEEDS = 20


def sphere(t):
    x, y = t.suggest_float("x", -5, 5), t.suggest_float("y", -5, 5)
    return (x - 1) ** 2 + (y + 2) ** 2


def branin(t):
    x, y = t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.39788735772973816


def rates(t):
    lr, decay = t.suggest_float("x", 1e-5, 1, log=True), t.suggest_float("y", 1e-6, 1e-1, log=True)
    return (math.log10(lr) + 2.5) ** 2 + 0.3 * (math.log10(decay) + 4) ** 2


def mixed(t):
    kind = t.suggest_categorical("kind", ["a", "b", "c"])
    width = t.suggest_int("width", 1, 64)
    x = t.suggest_float("x", 0, 1)
    offset = {"a": 0.6, "b": 0.0, "c": 0.3}[kind]
    return offset + (width - 40) ** 2 / 400 + (x - 0.3) ** 2


result = {"optuna": optuna.__version__, "trials": TRIALS, "seeds": SEEDS, "regret": {}, "random": {}}
for f in (sphere, branin, rates, mixed):
    for kind, sampler in (("regret", optuna.samplers.TPESampler), ("random", optuna.samplers.RandomSampler)):
        found = []
        for seed in range(SEEDS):
            study = optuna.create_study(sampler=sampler(seed=seed))
            study.optimize(f, n_trials=TRIALS)
            found.append(study.best_value)
        result[kind][f.__name__] = sorted(found)
with open(os.path.join(os.path.dirname(__file__), "tpe.json"), "w") as out:
    json.dump(result, out, indent=1)
    out.write("\n")
