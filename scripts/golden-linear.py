"""Writes test/golden/linear.json: linear models and class metrics of scikit-learn. Run from the project's folder."""
import numpy as np, json
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import balanced_accuracy_score, f1_score
rng=np.random.default_rng(1)
X=rng.normal(size=(60,4)).astype(np.float32).astype(float)
yb=(X@[1,-2,0.5,0]+rng.normal(size=60)>0).astype(int); yc=np.clip(np.round(X@[1,-1,.5,.2]+rng.normal(size=60)*.5)+1,0,2).astype(int); yr=X@[1,2,3,4]+5+rng.normal(size=60)
lb=LogisticRegression(C=1,tol=1e-12,max_iter=10000).fit(X,yb); lc=LogisticRegression(C=1,tol=1e-12,max_iter=10000).fit(X,yc); r=Ridge(alpha=1).fit(X,yr)
a=rng.integers(0,4,60)
import warnings; warnings.simplefilter('ignore')
out=dict(x=X.flatten().astype(float).tolist(),binary=yb.tolist(),classes=yc.tolist(),numbers=yr.tolist(),
 odds=lb.decision_function(X).tolist(), probabilities=lc.predict_proba(X).flatten().tolist(), predictions=r.predict(X).tolist(),
 answers=a.tolist(), balanced=balanced_accuracy_score(yc,a), macroF1=f1_score(yc,a,average='macro'))
json.dump(out,open('test/golden/linear.json','w'))
