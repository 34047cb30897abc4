# XGBoost prints a line per round. python xgboost_train.py SEED
import sys

import numpy as np
import xgboost as xgb

rng = np.random.default_rng(int(sys.argv[1]))
x = rng.normal(size=(640, 8))
y = x[:, 0] * x[:, 1] + rng.normal(size=640) * 0.5 > 0
train, test = xgb.DMatrix(x[:512], y[:512]), xgb.DMatrix(x[512:], y[512:])
params = {"objective": "binary:logistic", "eval_metric": ["logloss", "auc"], "seed": int(sys.argv[1]), "max_depth": 3}
xgb.train(params, train, 40, evals=[(train, "train"), (test, "eval")], verbose_eval=2)
