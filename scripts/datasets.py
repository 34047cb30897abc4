"""Makes the table of docs/data.md: real data sets in losscope beside scikit-learn on the same held-out rows.

    python scripts/datasets.py make FOLDER      writes the data sets as CSV (needs scikit-learn, statsmodels, plotnine)
    losscope train FOLDER/NAME.csv --target target --plain --seeds 0-4 --out FOLDER/runs      for each of them
    python scripts/datasets.py table FOLDER     prints the table: the held-out rows are those of predictions.csv of each seed
"""

import csv
import glob
import json
import sys
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
SEEDS = range(5)


def frames():
    import plotnine.data as pn
    import sklearn.datasets as sk
    import statsmodels.api as sm

    for name in ["iris", "wine", "breast_cancer", "digits"]:
        frame = getattr(sk, "load_" + name)(as_frame=True).frame.copy()
        frame["target"] = ["c%s" % v for v in frame["target"]]
        yield name, frame
    yield "diabetes", sk.load_diabetes(as_frame=True).frame
    penguins = pn.penguins.rename(columns={"species": "target"})
    yield "penguins", penguins
    yield "mpg", pn.mpg.rename(columns={"hwy": "target"}).drop(columns=["cty"])
    diamonds = pn.diamonds.rename(columns={"price": "target"}).sample(8000, random_state=0)
    yield "diamonds", diamonds
    anes = sm.datasets.anes96.load_pandas().data
    anes["target"] = ["p%d" % v for v in anes["PID"]]
    yield "anes96", anes.drop(columns=["PID", "vote", "logpopul"])
    fair = sm.datasets.fair.load_pandas().data
    fair["target"] = np.where(fair.pop("affairs") > 0, "yes", "no")
    yield "fair", fair
    rand = sm.datasets.randhie.load_pandas().data.sample(6000, random_state=0)
    yield "randhie", rand.rename(columns={"mdvis": "target"})
    star = sm.datasets.star98.load_pandas().data
    star["target"] = star["NABOVE"] / (star["NABOVE"] + star["NBELOW"])
    yield "star98", star.drop(columns=["NABOVE", "NBELOW"])
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20000, 28))
    odds = -6.5 + 1.5 * x[:, 0] - x[:, 1] + 0.8 * x[:, 2] * x[:, 3]
    fraud = pd.DataFrame(x, columns=["V%d" % i for i in range(1, 29)])
    fraud["Amount"] = np.exp(rng.normal(3, 1.5, 20000)).round(2)
    fraud["target"] = (rng.random(20000) < 1 / (1 + np.exp(-odds))).astype(int)
    yield "fraud-shaped", fraud


def make(folder):
    for name, frame in frames():
        frame.to_csv("%s/%s.csv" % (folder, name.replace("_", "-")), index=False)
    rng = np.random.default_rng(1)
    with open(folder + "/letor-shaped.txt", "w") as out:
        for query in range(200):
            for _ in range(20):
                x = rng.random(46)
                value = 2 * x[0] + x[1] * x[2] * 2 - x[3] + rng.normal(0, 0.35)
                grade = int(value > 1.2) + int(value > 1.9)
                out.write("%d qid:%d %s\n" % (grade, query, " ".join("%d:%.6f" % (i + 1, v) for i, v in enumerate(x))))


def ndcg(scores, grades, k=10):
    gains = lambda order: sum((2.0 ** grades[i] - 1) / np.log2(2 + place) for place, i in enumerate(order[:k]))
    best = gains(np.argsort(-grades, kind="stable"))
    return None if best == 0 else gains(np.argsort(-scores, kind="stable")) / best


def letor(path):
    y, q, x = [], [], []
    for line in open(path):
        parts = line.split()
        y.append(int(parts[0]))
        q.append(parts[1])
        x.append([float(p.split(":")[1]) for p in parts[2:]])
    return np.array(y), np.array(q), np.array(x)


def models(kind):
    from sklearn import ensemble, linear_model, neural_network

    if kind == "class":
        return (
            linear_model.LogisticRegression(max_iter=2000),
            neural_network.MLPClassifier(hidden_layer_sizes=(64, 32), max_iter=200, random_state=0, early_stopping=False),
            ensemble.HistGradientBoostingClassifier(random_state=0),
        )
    return (
        linear_model.Ridge(),
        neural_network.MLPRegressor(hidden_layer_sizes=(64, 32), max_iter=200, random_state=0),
        ensemble.HistGradientBoostingRegressor(random_state=0),
    )


def prepared(frame, train):
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])]
    others = [c for c in frame.columns if c not in numbers]
    encode = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
        (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), others),
    )
    encode.fit(frame.iloc[train])
    return encode.transform(frame)


def score(metric, model, x, y, groups):
    from sklearn import metrics

    if metric == "accuracy":
        return metrics.accuracy_score(y, model.predict(x))
    if metric in ("roc_auc", "average_precision"):
        p = model.predict_proba(x)[:, list(model.classes_).index(POSITIVE(model.classes_))]
        truth = np.array(y) == POSITIVE(model.classes_)
        return (metrics.roc_auc_score if metric == "roc_auc" else metrics.average_precision_score)(truth, p)
    if metric == "r2":
        return metrics.r2_score(y, model.predict(x))
    s = model.predict(x)
    found = [ndcg(s[groups == g], y[groups == g]) for g in dict.fromkeys(groups)]
    return np.mean([v for v in found if v is not None])


POSITIVE = lambda classes: next((c for c in classes if str(c) in ("yes", "1", "c1")), classes[-1])


def table(folder):
    print("| data set | rows | metric | losscope | its linear yardstick | scikit-learn linear | MLP | boosting |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for path in sorted(glob.glob(folder + "/*.csv") + glob.glob(folder + "/*.txt"), key=lambda path: sum(1 for _ in open(path))):
        name = path.split("/")[-1].rsplit(".", 1)[0]
        figures, own, linear = [], [], []
        for seed in SEEDS:
            run = "%s/runs/%s-%d" % (folder, name, seed)
            scenario = json.load(open(run + "/config.json"))["scenario"]
            metric = scenario["focus"]
            final = json.load(open(run + "/result.json"))["final"]
            own.append(final[metric])
            linear.append(final.get("linear_" + metric, float("nan")))
            test = np.array([int(r["row"]) - 1 for r in csv.DictReader(open(run + "/predictions.csv"))])
            groups = None
            if path.endswith(".txt"):
                y, groups, x = letor(path)
                train = np.setdiff1d(np.arange(len(y)), test)
                kind = "number"
            else:
                frame = pd.read_csv(path)
                y = frame.pop("target")
                train = np.setdiff1d(np.arange(len(frame)), test)
                kind = "number" if metric == "r2" else "class"
                x = prepared(frame, train)
                y = y.to_numpy()
            line = []
            for model in models(kind):
                scale = (y[train].mean(), y[train].std()) if kind == "number" and "MLP" in type(model).__name__ else (0, 1)
                model.fit(x[train], (y[train] - scale[0]) / scale[1] if kind == "number" else y[train])
                target = (y[test] - scale[0]) / scale[1] if metric == "r2" else y[test]
                line.append(score(metric, model, x[test], target, None if groups is None else groups[test]))
            figures.append(line)
        cell = lambda v: "%.3f ± %.3f" % (np.mean(v), np.std(v, ddof=1))
        f = np.array(figures)
        print("| %s | %d | %s | %s | %s | %s | %s | %s |" % (name, len(y), metric, cell(own), "%.3f" % np.mean(linear), cell(f[:, 0]), cell(f[:, 1]), cell(f[:, 2])))
        sys.stdout.flush()


{"make": make, "table": table}[sys.argv[1]](sys.argv[2])
