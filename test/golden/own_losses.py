"""Writes own-losses.json: golden cases of every loss beside losses.json, from its definition and torch's autograd.

/usr/bin/python3 test/golden/own_losses.py [--draws N] [--seed S] [--out FILE] (needs torch). Every variant of a loss is
drawn with random legal settings; the last draws sit on corners: zero rows, equal rows, huge numbers, one row, no pair.
"""
import argparse
import json
import math
import pathlib
import random

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


class Draw:
    """Random inputs as short decimals, of one of several characters."""

    def __init__(self, seed, style):
        self.r = random.Random(seed)
        self.style = style

    def real(self, scale=1.0):
        if self.style == "huge":
            return self.r.choice([-1e4, 1e4, 0.0, 3.0, -1.0])
        if self.style == "ties":
            return self.r.choice([-1.0, 0.0, 1.0, 0.5])
        if self.style == "tiny":
            return round(self.r.gauss(0, 1e-3), 9)
        return round(self.r.gauss(0, scale), 3)

    def reals(self, *shape, scale=1.0):
        if not shape:
            return self.real(scale)
        return [self.reals(*shape[1:], scale=scale) for _ in range(shape[0])]

    def rows(self, n, d, scale=1.0):
        """Embeddings; with ties some rows are zero or repeat."""
        rows = self.reals(n, d, scale=scale)
        if self.style == "ties":
            for i in range(n):
                if self.r.random() < 0.3:
                    rows[i] = [0.0] * d if self.r.random() < 0.5 else list(rows[0])
        return rows

    def positive(self, *shape, low=0.0):
        if not shape:
            return round(low + abs(self.r.gauss(0, 2)), 3)
        return [self.positive(*shape[1:], low=low) for _ in range(shape[0])]

    def index(self, n, below):
        return [self.r.randrange(below) for _ in range(n)]

    def signs(self, n):
        return [self.r.choice([-1, 1]) for _ in range(n)]

    def bits(self, n):
        return [self.r.choice([0, 1]) for _ in range(n)]

    def distribution(self, c, zeros):
        parts = [0 if zeros and self.r.random() < 0.3 else self.r.randrange(1, 9) for _ in range(c)]
        if sum(parts) == 0:
            parts[0] = 1
        return [p / sum(parts) for p in parts]

    def distributions(self, n, c, zeros=True):
        return [self.distribution(c, zeros) for _ in range(n)]

    def pick(self, *options):
        return self.r.choice(options)

    def size(self, low, high):
        return 1 if low == 1 and self.style == "single" else self.r.randint(low, high)


def reduced(rows, params, usual="mean", divisor=None):
    how = params.get("reduction", usual)
    if how == "none":
        return rows
    if how == "sum":
        return rows.sum()
    n = rows.numel() if divisor is None else divisor
    return rows.sum() * 0 if n == 0 else rows.sum() / n


def stack(items, like):
    return torch.stack(items) if items else like.sum().reshape(1)[:0] * 0


def hinge(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


def unit(x):
    length = x.norm()
    return x * 0 if length.item() <= 1e-12 else x / length


def cos(a, b):
    return (unit(a) * unit(b)).sum()


def distance(a, b, kind):
    d = a - b
    if kind == "euclidean":
        return d.norm()
    if kind == "sq-euclidean":
        return (d * d).sum()
    if kind == "manhattan":
        return d.abs().sum()
    return 1 - cos(a, b)


def first_max(values):
    best = 0
    for i, v in enumerate(values):
        if v.item() > values[best].item():
            best = i
    return values[best]


def first_min(values):
    return -first_max([-v for v in values])


LOSSES = {}


def loss(name, *variants):
    def register(pair):
        LOSSES[name] = (variants, *pair())
        return pair
    return register


def maybe(draw, params, chance=0.5, **options):
    for key, values in options.items():
        if draw.r.random() < chance:
            params[key] = draw.pick(*values)
    return params


REDUCTIONS = ("mean", "sum", "none")


@loss("cross-entropy", "index", "probs")
def _():
    def make(d, variant):
        n, c = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {}, reduction=REDUCTIONS, labelSmoothing=(0, 0.1, 1), weight=([d.pick(0, 0.5, 1, 3) for _ in range(c)],))
        x = {"logits": d.reals(n, c, scale=2)}
        if variant == "index":
            x["targets"] = d.index(n, c)
            maybe(d, p, ignoreIndex=(-1, 0, x["targets"][0]))
            if p.get("ignoreIndex") == -1:
                x["targets"][-1] = -1
        else:
            x["targetProbs"] = d.distributions(n, c)
        return p, x

    def value(x, p):
        z = x["logits"]
        n, c = z.shape
        w = torch.tensor(p.get("weight", [1.0] * c))
        s = p.get("labelSmoothing", 0)
        logp = torch.log_softmax(z, 1)
        if "targetProbs" in x:
            q = (1 - s) * x["targetProbs"] + s / c
            return reduced(-(q * w * logp).sum(1), p)
        rows, total = [], 0.0
        for i, y in enumerate(int(t) for t in x["targets"]):
            if y == p.get("ignoreIndex", -100):
                rows.append(z[i].sum() * 0)
                continue
            total += w[y].item()
            rows.append((1 - s) * w[y] * -logp[i, y] + s / c * (w * -logp[i]).sum())
        return reduced(torch.stack(rows), p, divisor=total)
    return make, value


@loss("nll", "default")
def _():
    def make(d, _):
        n, c = d.size(1, 4), d.size(1, 4)
        p = maybe(d, {}, reduction=REDUCTIONS, weight=([d.pick(0, 0.5, 1, 3) for _ in range(c)],), ignoreIndex=(-1, 0))
        logp = [[round(v, 6) for v in torch.log_softmax(torch.tensor(r), 0).tolist()] for r in d.reals(n, c)]
        y = d.index(n, c)
        if p.get("ignoreIndex") == -1:
            y[0] = -1
        return p, {"logProbs": logp, "targets": y}

    def value(x, p):
        z = x["logProbs"]
        w = p.get("weight", [1.0] * z.shape[1])
        weights = [0.0 if y == p.get("ignoreIndex", -100) else w[y] for y in x["targets"].long().tolist()]
        rows = [-z[i, max(y, 0)] * weights[i] for i, y in enumerate(x["targets"].long().tolist())]
        return reduced(torch.stack(rows), p, divisor=sum(weights))
    return make, value


@loss("bce", "default")
def _():
    def make(d, _):
        n = d.size(1, 5)
        p = maybe(d, {}, reduction=REDUCTIONS, posWeight=(0.25, 1, 7), labelSmoothing=(0.2, 1))
        return p, {"logits": d.reals(n, scale=3), "targets": [d.pick(0, 1, 0.25) for _ in range(n)]}

    def value(x, p):
        s = p.get("labelSmoothing", 0)
        y = x["targets"] * (1 - s) + s / 2
        rows = F.binary_cross_entropy_with_logits(
            x["logits"], y, pos_weight=torch.tensor(float(p.get("posWeight", 1))), reduction="none")
        return reduced(rows, p)
    return make, value


@loss("multi-label-bce", "default")
def _():
    def make(d, _):
        n, c = d.size(1, 4), d.size(1, 4)
        p = maybe(d, {}, reduction=REDUCTIONS, posWeight=([d.pick(0.5, 1, 4) for _ in range(c)],))
        return p, {"logits": d.reals(n, c, scale=3), "targets": [[d.pick(0, 1, 0.5) for _ in range(c)] for _ in range(n)]}

    def value(x, p):
        w = torch.tensor(p["posWeight"], dtype=torch.float64) if "posWeight" in p else None
        return reduced(F.binary_cross_entropy_with_logits(x["logits"], x["targets"], pos_weight=w, reduction="none"), p)
    return make, value


@loss("focal", "binary", "multiclass")
def _():
    def make(d, variant):
        n, c = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {}, reduction=REDUCTIONS, gamma=(0, 0.3, 1, 1.5, 3))
        if variant == "binary":
            maybe(d, p, alpha=(0, 0.25, 1))
            return p, {"logits": d.reals(n, scale=3), "targets": d.bits(n)}
        maybe(d, p, alpha=(0.5, [d.pick(0, 0.3, 1) for _ in range(c)]))
        return p, {"logits": d.reals(n, c, scale=3), "targets": d.index(n, c)}

    def value(x, p):
        z, g, alpha, rows = x["logits"], p.get("gamma", 2), p.get("alpha"), []
        for i, y in enumerate(x["targets"].long().tolist()):
            if z.dim() == 1:
                t = z[i] if y == 1 else -z[i]
                a = 1 if alpha is None else (alpha if y == 1 else 1 - alpha)
                # softplus in torch turns linear beyond 20: threshold keeps it exact.
                log_1p, nlp = -F.softplus(t, threshold=50), F.softplus(-t, threshold=50)
            else:
                a = 1 if alpha is None else (alpha[y] if isinstance(alpha, list) else alpha)
                odds = z[i, y] - torch.logsumexp(torch.cat([z[i, :y], z[i, y + 1:]]), 0)
                log_1p, nlp = -F.softplus(odds, threshold=50), F.softplus(-odds, threshold=50)
            rows.append(a * torch.exp(g * log_1p) * nlp)
        return reduced(torch.stack(rows), p)
    return make, value


@loss("kl-div", "forward", "reverse")
def _():
    def make(d, variant):
        n, c = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {"direction": variant}, reduction=("batchmean", "mean", "sum", "none"))
        return p, {"logits": d.reals(n, c, scale=2), "targetProbs": d.distributions(n, c, zeros=variant == "forward")}

    def value(x, p):
        logq, t = torch.log_softmax(x["logits"], 1), x["targetProbs"]
        if p["direction"] == "forward":
            rows = (torch.xlogy(t, t) - t * logq).sum(1)
        else:
            rows = (logq.exp() * (logq - t.log())).sum(1)
        q = dict(p)
        if q.get("reduction", "batchmean") == "batchmean":
            q["reduction"] = "mean"
        return reduced(rows, q)
    return make, value


def margins(f):
    def pair():
        def make(d, _):
            n = d.size(1, 5)
            p = maybe(d, {}, reduction=REDUCTIONS)
            if f is not soft:
                maybe(d, p, margin=(0.5, 1, 2))
            return p, {"scores": d.reals(n, scale=1.5), "targets": d.signs(n)}
        return make, lambda x, p: reduced(f(x["targets"] * x["scores"], p.get("margin", 1)), p)
    return pair


def soft(t, _):
    return F.softplus(-t, threshold=50)


loss("hinge", "default")(margins(lambda t, m: hinge(m - t)))
loss("squared-hinge", "default")(margins(lambda t, m: hinge(m - t) ** 2))
loss("soft-margin", "default")(margins(soft))


@loss("multi-class-hinge", "weston-watkins", "crammer-singer")
def _():
    def make(d, variant):
        n, c = d.size(1, 4), d.size(2, 5)
        p = maybe(d, {"form": variant}, reduction=REDUCTIONS, margin=(0.5, 1, 2))
        if variant == "weston-watkins":
            maybe(d, p, p=(1, 2), normalize=("classes", "none"), weight=([d.pick(0, 0.5, 2) for _ in range(c)],))
        return p, {"scores": d.reals(n, c), "targets": d.index(n, c)}

    def value(x, p):
        s, m, rows = x["scores"], p.get("margin", 1), []
        for i, y in enumerate(x["targets"].long().tolist()):
            others = [j for j in range(s.shape[1]) if j != y]
            if p["form"] == "crammer-singer":
                rows.append(hinge(m - s[i, y] + first_max([s[i, j] for j in others])))
                continue
            row = sum(hinge(m - s[i, y] + s[i, j]) ** p.get("p", 1) for j in others) * p.get("weight", [1] * s.shape[1])[y]
            rows.append(row / (s.shape[1] if p.get("normalize", "classes") == "classes" else 1))
        return reduced(torch.stack(rows), p)
    return make, value


@loss("poly", "poly-1", "poly-n")
def _():
    def make(d, variant):
        n, c = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {}, reduction=REDUCTIONS)
        if variant == "poly-1":
            maybe(d, p, epsilon=(-1, 0, 2, 5))
        else:
            p["epsilons"] = d.pick([-1], [2, -0.5], [1, 0, -0.3333], [0, 0, 0, 4])
        return p, {"logits": d.reals(n, c, scale=2), "targets": d.index(n, c)}

    def value(x, p):
        z, eps, rows = x["logits"], p.get("epsilons", [p.get("epsilon", 1)]), []
        for i, y in enumerate(x["targets"].long().tolist()):
            odds = z[i, y] - torch.logsumexp(torch.cat([z[i, :y], z[i, y + 1:]]), 0)
            rest = torch.exp(-F.softplus(odds, threshold=50))
            rows.append(F.softplus(-odds, threshold=50) + sum(e * rest ** (j + 1) for j, e in enumerate(eps)))
        return reduced(torch.stack(rows), p)
    return make, value


@loss("ge2e", "softmax", "contrast")
def _():
    def make(d, variant):
        s, m, size = d.size(2, 4), d.size(2, 3), d.size(2, 4)
        p = maybe(d, {"form": variant}, reduction=REDUCTIONS, normalize=(True, False))
        e = [d.rows(m, size) for _ in range(s)]
        return p, {"embeddings": e, "w": d.pick(10.0, 1.0, 0.5), "b": d.pick(-5.0, 0.0, 2.0)}

    def value(x, p):
        e, w, b = x["embeddings"], x["w"], x["b"]
        speakers, m, _ = e.shape
        v = [[unit(e[j, i]) if p.get("normalize", True) else e[j, i] for i in range(m)] for j in range(speakers)]
        rows = []
        for j in range(speakers):
            for i in range(m):
                s = []
                for k in range(speakers):
                    others = [v[k][l] for l in range(m) if not (k == j and l == i)]
                    s.append(w * cos(v[j][i], sum(others) / len(others)) + b)
                if p["form"] == "softmax":
                    rows.append(torch.logsumexp(torch.stack(s), 0) - s[j])
                else:
                    rows.append(1 - torch.sigmoid(s[j]) + torch.sigmoid(first_max([s[k] for k in range(speakers) if k != j])))
        return reduced(torch.stack(rows), p, "sum")
    return make, value


def prototypes(d, second):
    n, c, size = d.size(1, 4), d.size(2, 4), d.size(2, 4)
    return {"embeddings": d.rows(n, size), second: d.rows(c, size), "targets": d.index(n, c)}


@loss("arcface", "default")
def _():
    def make(d, _):
        p = maybe(d, {}, reduction=REDUCTIONS, margin=(0, 0.3, 1.5, 3.1), scale=(1, 8, 64), boundary=("linear", "easy", "none"))
        return p, prototypes(d, "weights")

    def value(x, p):
        m, s, rows = p.get("margin", 0.5), p.get("scale", 64), []
        for i, y in enumerate(x["targets"].long().tolist()):
            c = [cos(x["embeddings"][i], w) for w in x["weights"]]
            own = torch.clamp(c[y], -1 + 1e-7, 1 - 1e-7)
            phi = own * math.cos(m) - torch.sqrt(1 - own * own) * math.sin(m)
            boundary = p.get("boundary", "linear")
            if boundary == "linear" and own.item() < math.cos(math.pi - m):
                phi = own - m * math.sin(m)
            if boundary == "easy" and own.item() <= 0:
                phi = own
            z = torch.stack([s * (phi if k == y else c[k]) for k in range(len(c))])
            rows.append(torch.logsumexp(z, 0) - z[y])
        return reduced(torch.stack(rows), p)
    return make, value


@loss("sphereface", "default")
def _():
    def make(d, _):
        p = maybe(d, {}, reduction=REDUCTIONS, margin=(1, 2, 3, 4, 5), scale=(0.5, 4), **{"lambda": (0, 5, 1000)})
        return p, prototypes(d, "weights")

    def value(x, p):
        m, s, lam, rows = p.get("margin", 4), p.get("scale", 1), p.get("lambda", 0), []
        for i, y in enumerate(x["targets"].long().tolist()):
            c = [cos(x["embeddings"][i], w) for w in x["weights"]]
            theta = math.acos(max(-1, min(1, c[y].item())))
            k = min(m - 1, math.floor(m * theta / math.pi))
            before, t = torch.ones_like(c[y]), c[y]
            for _ in range(m - 1):
                before, t = t, 2 * c[y] * t - before
            psi = (-1) ** k * t - 2 * k
            psi = (lam * c[y] + psi) / (1 + lam)
            z = torch.stack([s * x["embeddings"][i].norm() * (psi if j == y else c[j]) for j in range(len(c))])
            rows.append(torch.logsumexp(z, 0) - z[y])
        return reduced(torch.stack(rows), p)
    return make, value


@loss("center", "default")
def _():
    def make(d, _):
        return maybe(d, {}, reduction=REDUCTIONS), prototypes(d, "centers")

    def value(x, p):
        rows = [0.5 * ((x["embeddings"][i] - x["centers"][y]) ** 2).sum() for i, y in enumerate(x["targets"].long().tolist())]
        return reduced(torch.stack(rows), p)
    return make, value


@loss("dice", "logits", "probs")
def _():
    def make(d, variant):
        shape = d.pick((d.size(1, 4), 3), (2, 2, 2), (d.size(1, 5),))
        p = maybe(d, {}, reduction=REDUCTIONS, smooth=(0, 1), denominator=("squared", "plain"), scope=("batch", "row"))

        def fill(shape, f):
            return f() if not shape else [fill(shape[1:], f) for _ in range(shape[0])]
        empty = d.style in ("ties", "single")
        x = {"targets": fill(shape, lambda: 0 if empty else d.pick(0, 1))}
        if variant == "logits":
            x["logits"] = fill(shape, lambda: d.real(2))
        else:
            x["probs"] = fill(shape, lambda: 0.0 if d.style == "ties" else d.pick(0.0, 1.0, 0.25, 0.9))
        return p, x

    def value(x, p):
        prob = torch.sigmoid(x["logits"]) if "logits" in x else x["probs"]
        g, e = x["targets"], p.get("smooth", 1e-5)
        groups = [(prob, g)] if p.get("scope", "batch") == "batch" else list(zip(prob, g))
        rows = []
        for a, b in groups:
            below = ((a * a).sum() + (b * b).sum() if p.get("denominator", "squared") == "squared" else a.sum() + b.sum()) + e
            rows.append(a.sum() * 0 if below.item() == 0 else 1 - (2 * (a * b).sum() + e) / below)
        if p.get("scope", "batch") == "batch":
            return rows[0]
        return reduced(torch.stack(rows), p)
    return make, value


def regression(elementwise, positive=False, **options):
    def pair():
        def make(d, _):
            shape = d.pick((d.size(1, 5),), (2, d.size(1, 3)), (1, 2, 2), ())
            p = maybe(d, {}, reduction=REDUCTIONS, **options)
            fill = (lambda *s: d.positive(*s)) if positive else (lambda *s: d.reals(*s, scale=2))
            return p, {"pred": fill(*shape), "target": fill(*shape)}
        return make, lambda x, p: reduced(elementwise(x["pred"], x["target"], p), p)
    return pair


def mape(x, t, p):
    share = (x - t).abs() / torch.clamp(t.abs(), min=p.get("epsilon", 1e-7))
    return 100 * share if p.get("percent", True) else share


def msle(x, t, p):
    e = p.get("epsilon", 1e-7)
    a = torch.where(x < e, torch.full_like(x, e), x)
    return (torch.log1p(a) - torch.log1p(torch.clamp(t, min=e))) ** 2


def smooth_l1(x, t, p):
    # torch's own has gradient -1 at 0 for beta 0.
    beta = p.get("beta", 1)
    return (x - t).abs() if beta == 0 else F.smooth_l1_loss(x, t, beta=beta, reduction="none")


def log_cosh(x, t, _):
    a = (x - t).abs()
    return torch.where(a < 1e-4, a * a / 2, a + torch.log1p(torch.exp(-2 * a)) - math.log(2))


loss("mae", "default")(regression(lambda x, t, p: (x - t).abs()))
loss("mse", "default")(regression(lambda x, t, p: (x - t) ** 2))
loss("huber", "default")(regression(
    lambda x, t, p: F.huber_loss(x, t, delta=p.get("delta", 1), reduction="none"), delta=(0.25, 1, 3)))
loss("smooth-l1", "default")(regression(
    smooth_l1, beta=(0, 0.25, 3)))
loss("log-cosh", "default")(regression(log_cosh))
loss("mape", "default")(regression(mape, epsilon=(0.5, 1e-3), percent=(True, False)))
loss("msle", "default")(regression(msle, epsilon=(0, 0.5, 1), positive=True))


@loss("poisson-nll", "default")
def _():
    def make(d, _):
        n = d.size(1, 5)
        p = maybe(d, {}, reduction=REDUCTIONS, logInput=(True, False), full=(True, False), eps=(1e-3, 1e-6))
        x = d.positive(n) if p.get("logInput") is False else [d.pick(-1e4, -3.0, 0.0, 1.25, 3.0) for _ in range(n)]
        return p, {"pred": x, "target": [d.pick(0, 1, 2, 1.5, 30) for _ in range(n)]}

    def value(x, p):
        rows = F.poisson_nll_loss(x["pred"], x["target"], log_input=p.get("logInput", True), full=p.get("full", False),
                                  eps=p.get("eps", 1e-8), reduction="none")
        return reduced(rows, p)
    return make, value


def similarity(a, b, p):
    return cos(a, b) if p.get("similarity", "cos") == "cos" else (a * b).sum()


def picks(queries, candidates, p, factor):
    rows = []
    for i, q in enumerate(queries):
        z = torch.stack([factor * similarity(q, c, p) for c in candidates])
        rows.append(torch.logsumexp(z, 0) - z[i])
    return torch.stack(rows)


@loss("mnr", "in-batch", "hard-negatives", "symmetric")
def _():
    def make(d, variant):
        n, size = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {"symmetric": True} if variant == "symmetric" else {}, reduction=REDUCTIONS, scale=(1, 5, 50),
                  similarity=("cos", "dot"))
        if p.get("similarity") == "dot":
            p["scale"] = 1
        x = {"anchors": d.rows(n, size), "positives": d.rows(n, size)}
        if variant == "hard-negatives" or (variant == "symmetric" and d.r.random() < 0.5):
            x["negatives"] = d.rows(d.size(1, 3), size)
        return p, x

    def value(x, p):
        candidates = list(x["positives"]) + list(x.get("negatives", []))
        rows = picks(x["anchors"], candidates, p, p.get("scale", 20))
        if p.get("symmetric"):
            rows = (rows + picks(x["positives"], list(x["anchors"]), p, p.get("scale", 20))) / 2
        return reduced(rows, p)
    return make, value


def pairs(literal_labels, counted, term, literal, **options):
    def pair():
        def make(d, variant):
            n = d.size(1, 5)
            p = maybe(d, {}, reduction=REDUCTIONS)
            if variant == "literal":
                p["pairs"] = "literal"
            else:
                maybe(d, p, **options)
            if variant == "literal" and p.get("reduction") == "none":
                p["reduction"] = "sum"
            signs = variant == "literal" and literal_labels or term is soft_pair
            return p, {"scores": d.reals(n, scale=2), "labels": d.signs(n) if signs else [d.pick(0, 1, 2, 3) for _ in range(n)]}

        def value(x, p):
            s, y = x["scores"], x["labels"]
            n = s.numel()
            every = [(i, j) for i in range(n) for j in range(n)]
            if p.get("pairs") == "literal":
                rows, used = [literal(s, y, i, j, p) for i, j in every], every
            else:
                used = [(i, j) for i, j in every if counted(y[i].item(), y[j].item())]
                rows = [term(s, y, i, j, p) for i, j in used]
            return reduced(stack(rows, s), p), {"pairs": len(used)}
        return make, value
    return pair


def soft_pair(s, y, i, j, p):
    return F.softplus(p.get("margin", 0) - y[i] * (s[i] - s[j]), threshold=50)


loss("soft-pairwise", "default", "literal")(pairs(
    True, lambda a, b: a != b, soft_pair, lambda s, y, i, j, p: F.softplus(-y[i] * (s[i] - s[j]), threshold=50), margin=(0, 1)))
loss("pairwise-logistic", "default", "literal")(pairs(
    False, lambda a, b: a > b, lambda s, y, i, j, p: F.softplus(-p.get("sigma", 1) * (s[i] - s[j]), threshold=50),
    lambda s, y, i, j, p: F.softplus(-(y[i] - y[j]) * (s[i] - s[j]), threshold=50), sigma=(0.5, 3)))
loss("pairwise-ranking", "default", "literal")(pairs(
    True, lambda a, b: a > b, lambda s, y, i, j, p: hinge(p.get("margin", 1) - (s[i] - s[j])),
    lambda s, y, i, j, p: hinge(p.get("margin", 1) - y[i] * (s[i] - s[j])), margin=(0.5, 2)))


@loss("triplet", "default", "batch-hard", "batch-semi-hard", "batch-all")
def _():
    kinds = ("euclidean", "sq-euclidean", "manhattan", "cosine")

    def make(d, variant):
        n, size = d.size(1, 6), d.size(2, 3)
        p = maybe(d, {}, reduction=("mean", "sum") if variant == "batch-all" else REDUCTIONS, margin=(0, 0.2, 1, 3),
                  distance=kinds, softMargin=(True, False))
        if variant == "default":
            maybe(d, p, swap=(True, False))
            return p, {k: d.rows(n, size) for k in ("anchors", "positives", "negatives")}
        p["mining"] = variant[6:]
        if variant == "batch-semi-hard":
            maybe(d, p, fallback=("farthest", "skip"))
        if variant == "batch-all":
            maybe(d, p, average=("active", "all"))
        return p, {"embeddings": d.rows(n + 1, size), "labels": d.index(n + 1, d.pick(1, 2, 3))}

    def value(x, p):
        kind, m = p.get("distance", "euclidean"), p.get("margin", 1)

        def cost(gap):
            return F.softplus(gap, threshold=50) if p.get("softMargin") else hinge(gap + m)
        if "anchors" in x:
            rows = []
            for a, b, c in zip(x["anchors"], x["positives"], x["negatives"]):
                far = distance(a, c, kind)
                if p.get("swap"):
                    far = first_min([far, distance(b, c, kind)])
                rows.append(cost(distance(a, b, kind) - far))
            return reduced(torch.stack(rows), p)
        e, y, rows = x["embeddings"], x["labels"].long().tolist(), []
        n = len(y)
        d = [[distance(e[i], e[j], kind) for j in range(n)] for i in range(n)]
        for a in range(n):
            own = [j for j in range(n) if j != a and y[j] == y[a]]
            other = [j for j in range(n) if y[j] != y[a]]
            if not own or not other:
                continue
            if p["mining"] == "hard":
                rows.append(cost(first_max([d[a][j] for j in own]) - first_min([d[a][j] for j in other])))
            for b in own if p["mining"] != "hard" else []:
                if p["mining"] == "all":
                    rows += [cost(d[a][b] - d[a][j]) for j in other]
                    continue
                farther = [d[a][j] for j in other if d[a][j].item() > d[a][b].item()]
                if farther:
                    rows.append(cost(d[a][b] - first_min(farther)))
                elif p.get("fallback", "farthest") == "farthest":
                    rows.append(cost(d[a][b] - first_max([d[a][j] for j in other])))
        active = sum(r.item() > 0 for r in rows)
        divisor = active if p["mining"] == "all" and p.get("average", "active") == "active" else len(rows)
        return reduced(stack(rows, e), p, divisor=divisor), {"triplets": len(rows), "active": active}
    return make, value


@loss("margin-ranking", "labelled", "pos-neg", "all-pairs")
def _():
    def make(d, variant):
        n = d.size(1, 4)
        p = maybe(d, {"form": variant}, reduction=REDUCTIONS, margin=(0, 0.5, 2))
        if variant == "labelled":
            return p, {"x1": d.reals(n), "x2": d.reals(n), "targets": d.signs(n)}
        return p, {"positive": d.reals(n), "negative": d.reals(n if variant == "pos-neg" else d.size(1, 3))}

    def value(x, p):
        m = p.get("margin", 0 if p["form"] == "labelled" else 1)
        if p["form"] == "labelled":
            return reduced(hinge(-x["targets"] * (x["x1"] - x["x2"]) + m), p)
        if p["form"] == "pos-neg":
            return reduced(hinge(m - x["positive"] + x["negative"]), p)
        return reduced(hinge(x["positive"][:, None] + m - x["negative"][None, :]), p, "sum")
    return make, value


@loss("contrastive", "pair", "anchor-pos-neg")
def _():
    def make(d, variant):
        n, size = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {}, reduction=REDUCTIONS, margin=(0.5, 1, 3), distance=("euclidean", "cosine"))
        if variant == "pair":
            maybe(d, p, half=(True, False), labelMeans=("similar", "dissimilar"))
            return p, {"x1": d.rows(n, size), "x2": d.rows(n, size), "labels": d.bits(n)}
        return p, {k: d.rows(n, size) for k in ("anchors", "positives", "negatives")}

    def value(x, p):
        kind, m = p.get("distance", "euclidean"), p.get("margin", 1)
        if "anchors" in x:
            rows = [distance(a, b, kind) + hinge(m - distance(a, c, kind))
                    for a, b, c in zip(x["anchors"], x["positives"], x["negatives"])]
            return reduced(torch.stack(rows), p)
        rows = []
        for a, b, y in zip(x["x1"], x["x2"], x["labels"].long().tolist()):
            near = distance(a, b, kind)
            similar = (y == 1) == (p.get("labelMeans", "similar") == "similar")
            rows.append((near ** 2 if similar else hinge(m - near) ** 2) * (0.5 if p.get("half", True) else 1))
        return reduced(torch.stack(rows), p)
    return make, value


@loss("hinge-embedding", "default")
def _():
    def make(d, _):
        n = d.size(1, 5)
        return maybe(d, {}, reduction=REDUCTIONS, margin=(0.5, 2)), {"distances": d.positive(n), "targets": d.signs(n)}

    def value(x, p):
        return reduced(torch.where(x["targets"] > 0, x["distances"], hinge(p.get("margin", 1) - x["distances"])), p)
    return make, value


@loss("cosine-embedding", "default")
def _():
    def make(d, _):
        n, size = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {}, reduction=REDUCTIONS, margin=(-1, -0.5, 0.3, 1))
        return p, {"x1": d.rows(n, size), "x2": d.rows(n, size), "targets": d.signs(n)}

    def value(x, p):
        rows = []
        for a, b, y in zip(x["x1"], x["x2"], x["targets"].tolist()):
            rows.append(1 - cos(a, b) if y > 0 else hinge(cos(a, b) - p.get("margin", 0)))
        return reduced(torch.stack(rows), p)
    return make, value


@loss("info-nce", "in-batch", "symmetric", "nt-xent", "explicit")
def _():
    def make(d, variant):
        n, size = d.size(1, 4), d.size(2, 4)
        p = maybe(d, {"form": variant}, reduction=REDUCTIONS, temperature=(0.07, 0.5, 1), similarity=("cos", "dot"))
        if p.get("similarity") == "dot":
            p["temperature"] = 1
        x = {"queries": d.rows(n, size), "keys": d.rows(n, size)}
        if variant == "explicit":
            k = d.size(1, 3)
            x["negatives"] = [d.rows(k, size) for _ in range(n)]
        return p, x

    def value(x, p):
        q, k, factor = list(x["queries"]), list(x["keys"]), 1 / p.get("temperature", 0.07)
        if p["form"] == "in-batch":
            return reduced(picks(q, k, p, factor), p)
        if p["form"] == "symmetric":
            return reduced((picks(q, k, p, factor) + picks(k, q, p, factor)) / 2, p)
        rows = []
        if p["form"] == "nt-xent":
            views = q + k
            for i, v in enumerate(views):
                z = {j: factor * similarity(v, o, p) for j, o in enumerate(views) if j != i}
                rows.append(torch.logsumexp(torch.stack(list(z.values())), 0) - z[(i + len(q)) % len(views)])
        else:
            for i in range(len(q)):
                z = torch.stack([factor * similarity(q[i], c, p) for c in [k[i], *x["negatives"][i]]])
                rows.append(torch.logsumexp(z, 0) - z[0])
        return reduced(torch.stack(rows), p)
    return make, value


@loss("q-td", "mse", "huber", "double-mse", "double-huber")
def _():
    def make(d, variant):
        n, a = d.size(1, 4), d.size(1, 4)
        double = variant.startswith("double")
        p = maybe(d, {"double": double, "kind": variant.split("-")[-1]}, reduction=REDUCTIONS, gamma=(0, 0.5, 1))
        if p["kind"] == "mse" and d.r.random() < 0.3:
            p["kind"] = "half-mse"
        if p["kind"] == "huber":
            maybe(d, p, delta=(0.25, 3))
        x = {"qValues": d.reals(n, a), "actions": d.index(n, a), "rewards": d.reals(n), "nextQ": d.reals(n, a), "dones": d.bits(n)}
        if double:
            x["nextQOnline"] = d.reals(n, a)
        if d.r.random() < 0.4:
            x["weights"] = [d.pick(0, 0.5, 2) for _ in range(n)]
        return p, x

    def value(x, p):
        rows, targets, errors = [], [], []
        for i, a in enumerate(x["actions"].long().tolist()):
            choose = (x["nextQOnline"] if p["double"] else x["nextQ"])[i].tolist()
            target = x["rewards"][i].item()
            if x["dones"][i].item() == 0:
                target += p.get("gamma", 0.99) * x["nextQ"][i][choose.index(max(choose))].item()
            td = target - x["qValues"][i, a]
            delta = p.get("delta", 1)
            if p["kind"] == "huber":
                row = 0.5 * td ** 2 if abs(td.item()) <= delta else delta * (td.abs() - delta / 2)
            else:
                row = td ** 2 * (0.5 if p["kind"] == "half-mse" else 1)
            rows.append(row * x["weights"][i] if "weights" in x else row)
            targets.append(target)
            errors.append(td.item())
        return reduced(torch.stack(rows), p), {"targets": targets, "tdErrors": errors}
    return make, value


@loss("policy-gradient", "reinforce", "baseline", "advantage", "entropy", "normalized", "from-rewards")
def _():
    def make(d, variant):
        n, a = d.size(1, 5), d.size(1, 4)
        p = maybe(d, {}, reduction=REDUCTIONS)
        if variant == "entropy":
            p["entropyCoef"] = d.pick(0.01, 0.5)
        if variant == "normalized":
            p["normalizeAdvantages"] = True
        x = {"logits": d.reals(n, a, scale=2), "actions": d.index(n, a)}
        source = {"reinforce": "returns", "baseline": "returns", "advantage": "advantages", "from-rewards": "rewards"}.get(
            variant) or d.pick("returns", "advantages", "rewards")
        x[source] = d.reals(n)
        if variant == "baseline":
            x["baseline"] = d.reals(n)
        if source == "rewards":
            x["dones"] = d.bits(n)
            maybe(d, p, gamma=(0, 0.5, 1))
        return p, x

    def value(x, p):
        extra = {}
        if "rewards" in x:
            g, returns = 0.0, []
            for r, done in reversed(list(zip(x["rewards"].tolist(), x["dones"].tolist()))):
                g = r if done else r + p.get("gamma", 0.99) * g
                returns.insert(0, g)
            x = {**x, "returns": torch.tensor(returns)}
        if "returns" in x:
            extra["returns"] = x["returns"].tolist()
        a = x["advantages"] if "advantages" in x else x["returns"] - x.get("baseline", 0)
        if p.get("normalizeAdvantages"):
            a = (a - a.mean()) / (a.std(unbiased=False) + 1e-8)
        logp = torch.log_softmax(x["logits"], 1)
        entropy = -(logp.exp() * logp).sum(1)
        taken = logp[torch.arange(len(a)), x["actions"].long()]
        return reduced(-taken * a - p.get("entropyCoef", 0) * entropy, p), {
            **extra, "advantages": a.tolist(), "entropyRows": entropy.tolist()}
    return make, value


LEARNED = {"logits", "logProbs", "scores", "embeddings", "w", "b", "weights", "centers", "probs", "pred", "anchors",
           "positives", "negatives", "x1", "x2", "positive", "negative", "distances", "queries", "keys", "qValues"}


def plain(value):
    def tidy(v):
        if isinstance(v, list):
            return [tidy(i) for i in v]
        return v if isinstance(v, int) else float(f"{v:.12g}") + 0.0
    return tidy(value.detach().tolist() if torch.is_tensor(value) else value)


def finite(value):
    return all(map(finite, value)) if isinstance(value, list) else math.isfinite(value)


def case(name, variant, k, params, inputs, compute):
    tensors = {}
    for key, given in inputs.items():
        tensors[key] = torch.tensor(given, dtype=torch.float64)
        if key in LEARNED and not (name == "q-td" and key == "weights"):
            tensors[key].requires_grad_()
    result = compute(tensors, params)
    value, extra = result if isinstance(result, tuple) else (result, {})
    if value.requires_grad:
        value.sum().backward()
    grads = {key: plain(t.grad if t.grad is not None else torch.zeros_like(t)) for key, t in tensors.items() if t.requires_grad}
    done = {"id": f"{name}/{variant}/{k}", "loss": name, "variant": variant, "params": params, "inputs": inputs,
            "value": plain(value), "grads": grads, "oracle": "definition", **({"extra": plain_map(extra)} if extra else {})}
    return done if finite(done["value"]) and all(map(finite, grads.values())) else None


def plain_map(extra):
    return {key: plain(value) for key, value in extra.items()}


STYLES = ("free", "ties", "free", "single", "huge", "tiny")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--draws", type=int, default=5)
    options.add_argument("--seed", type=int, default=6)
    options.add_argument("--out", default=str(pathlib.Path(__file__).with_name("own-losses.json")))
    chosen = options.parse_args()
    cases, dropped = [], []
    for name, (variants, make, compute) in LOSSES.items():
        for variant in variants:
            for k in range(1, chosen.draws + 1):
                style = STYLES[(k - 1) % len(STYLES)]
                draw = Draw(f"{chosen.seed}/{name}/{variant}/{k}", style)
                params, inputs = make(draw, variant)
                done = case(name, variant, k, params, inputs, compute)
                (dropped if done is None else cases).append(done or f"{name}/{variant}/{k}")
    source = "Values and gradients by PyTorch autograd in float64 on the definitions. Rounded to 12 significant digits."
    lines = ",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in cases)
    head = json.dumps({"source": source, "format": 1, "count": len(cases)})[:-1]
    pathlib.Path(chosen.out).write_text(f'{head}, "cases": [\n{lines}\n]}}\n')
    print(f"{len(cases)} cases, not finite: {dropped}")


if __name__ == "__main__":
    main()
