"""Values and gradients of drawn-losses.json by PyTorch, from the definitions and without the project's code.

    python drawn_losses.py            (needs torch; rewrites the file beside it)

The calls in the file were drawn at random from the inputs and settings that each loss declares, with sample weights, masks,
smoothing, soft targets, discounts and several positives where it takes them. Each function gives the unreduced values and
what the mean divides by (None: their number; 'final': it is reduced already).
"""

import json, math, pathlib, torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
T = torch.tensor


def softplus(x):
    return F.softplus(x, threshold=60)


R = {}


def ref(name):
    def d(f):
        R[name] = f
        return f

    return d


def relu(x):
    return torch.relu(x)


def lsm(z):
    return F.log_softmax(z, -1)


def eff(c, b):
    c = T(c).double()
    if b == 0:
        return torch.ones_like(c)
    w = (1 - b) / (-torch.expm1(c * math.log(b)))
    return w * len(c) / w.sum()


def wts(p):
    if p.get("classCounts") is not None:
        return eff(p["classCounts"], p["balanceBeta"])
    return None if p.get("weight") is None else T([float(x) for x in p["weight"]])


def unit(x):
    long = x.detach().norm(dim=-1, keepdim=True) > 1e-12
    safe = torch.where(long, x, torch.ones_like(x))
    return torch.where(long, safe / safe.norm(dim=-1, keepdim=True), torch.zeros_like(x))


def sims(a, b, k):
    return (unit(a) @ unit(b).T) if k == "cos" else a @ b.T


def rsim(a, b, k):
    return (unit(a) * unit(b)).sum(-1) if k == "cos" else (a * b).sum(-1)


def dist(a, b, k):
    d = a - b
    if k == "euclidean":
        return d.norm(dim=-1)
    if k == "sq-euclidean":
        return (d * d).sum(-1)
    if k == "manhattan":
        return d.abs().sum(-1)
    if k == "cosine":
        return 1 - (unit(a) * unit(b)).sum(-1)
    raise Exception(k)


# each returns (rows, divisor or None, ) ; rows scalar -> value
@ref("cross-entropy")
def _(i, p, v):
    w = wts(p)
    s = p["labelSmoothing"]
    z = i["logits"]
    if v == "index":
        y = i["targets"].long()
        ign = p["ignoreIndex"]
        rows = F.cross_entropy(z, y, weight=w, ignore_index=ign, label_smoothing=s, reduction="none")
        ww = torch.ones(len(y)) if w is None else w[torch.where(y == ign, torch.zeros_like(y), y)]
        return rows, torch.where(y == ign, torch.zeros(len(y)), ww)
    q = i["targetProbs"]
    q = (1 - s) * q + s / z.shape[1]
    l = -lsm(z)
    if w is not None:
        l = l * w
    return (q * l).sum(1), None


@ref("nll")
def _(i, p, v):
    w = wts(p)
    y = i["targets"].long()
    ign = p["ignoreIndex"]
    ww = torch.ones(len(y)) if w is None else w[torch.where(y == ign, torch.zeros_like(y), y)]
    return F.nll_loss(i["logProbs"], y, weight=w, ignore_index=ign, reduction="none"), torch.where(
        y == ign, torch.zeros(len(y)), ww
    )


@ref("bce")
def _(i, p, v):
    s = p["labelSmoothing"]
    y = i["targets"]
    ys = y * (1 - s) + s / 2
    rows = F.binary_cross_entropy_with_logits(i["logits"], ys, pos_weight=T(float(p["posWeight"])), reduction="none")
    w = wts(p)
    if w is not None:
        rows = rows * (w[0] + (w[1] - w[0]) * y)
    return rows, None


@ref("multi-label-bce")
def _(i, p, v):
    s = p["labelSmoothing"]
    y = i["targets"] * (1 - s) + s / 2
    pw = None if p["posWeight"] is None else T([float(x) for x in p["posWeight"]])
    return F.binary_cross_entropy_with_logits(i["logits"], y, pos_weight=pw, reduction="none"), None


@ref("focal")
def _(i, p, v):
    z = i["logits"]
    g = p["gamma"]
    a = p["alpha"]
    s = p["labelSmoothing"]
    if v.startswith("binary"):
        y = i["targetProbs"] if "targetProbs" in i else i["targets"].double()
        y = y * (1 - s) + s / 2
        P = torch.sigmoid(z)
        ce = F.binary_cross_entropy_with_logits(z, y, reduction="none")
        pt = P * y + (1 - P) * (1 - y)
        aw = 1 if a is None else (a * y + (1 - a) * (1 - y) if not isinstance(a, list) else a[0] + (a[1] - a[0]) * y)
        return aw * (1 - pt) ** g * ce, None
    C = z.shape[1]
    q = i["targetProbs"] if "targetProbs" in i else F.one_hot(i["targets"].long(), C).double()
    q = q * (1 - s) + s / C
    l = lsm(z)
    aw = 1 if a is None else (a if not isinstance(a, list) else T(a))
    return -(q * aw * torch.where(q > 0, (1 - l.exp()).clamp(min=0), torch.ones_like(q)) ** g * l).sum(1), None


@ref("kl-div")
def _(i, p, v):
    lq = lsm(i["logits"])
    P = i["targetProbs"]
    if v == "forward":
        rows = (torch.xlogy(P, P) - P * lq).sum(1)
    else:
        rows = (lq.exp() * (lq - P.log())).sum(1)
    return rows, None


def _h(i, p):
    return relu(p["margin"] - i["targets"] * i["scores"])


R["hinge"] = lambda i, p, v: (_h(i, p), None)
R["squared-hinge"] = lambda i, p, v: (_h(i, p) ** 2, None)
R["soft-margin"] = lambda i, p, v: (softplus(-i["targets"] * i["scores"]), None)


@ref("multi-class-hinge")
def _(i, p, v):
    s = i["scores"]
    y = i["targets"].long()
    n, C = s.shape
    own = s.gather(1, y[:, None])
    m = F.one_hot(y, C).bool()
    if v == "crammer-singer":
        if C == 1:
            return torch.zeros(n) + 0 * own[:, 0], None
        best = s.masked_fill(m, -math.inf).max(1).values
        return relu(p["margin"] - own[:, 0] + best), None
    w = wts({"weight": p["weight"]})
    h = relu(p["margin"] - own + s).masked_fill(m, 0) ** p["p"]
    r = h.sum(1)
    if w is not None:
        r = r * w[y]
    if p["normalize"] == "classes":
        r = r / C
    return r, None


@ref("poly")
def _(i, p, v):
    z = i["logits"]
    C = z.shape[1]
    s = p["labelSmoothing"]
    q = i["targetProbs"] if "targetProbs" in i else F.one_hot(i["targets"].long(), C).double()
    q = q * (1 - s) + s / C
    l = lsm(z)
    ce = -(q * l).sum(1)
    r = (q * (1 - l.exp())).sum(1)
    e = p["epsilons"] or [p["epsilon"]]
    return ce + sum(x * r ** (j + 1) for j, x in enumerate(e)), None


@ref("ge2e")
def _(i, p, v):
    e = i["embeddings"]
    S, M, D = e.shape
    if p["normalize"]:
        e = unit(e)
    out = []
    for j in range(S):
        for k in range(M):
            cs = []
            for c in range(S):
                cen = (e[j].sum(0) - e[j, k]) / (M - 1) if c == j else e[c].mean(0)
                cs.append(rsim(e[j, k], cen, "cos"))
            s = i["w"] * torch.stack(cs) + i["b"]
            if v == "softmax":
                out.append(torch.logsumexp(s, 0) - s[j])
            else:
                sg = torch.sigmoid(s)
                out.append(1 - sg[j] + max([sg[c] for c in range(S) if c != j], key=lambda t: t.item()))
    return torch.stack(out), None


@ref("arcface")
def _(i, p, v):
    c = sims(i["embeddings"], i["weights"], "cos")
    y = i["targets"].long()
    m = p["margin"]
    cy = c.gather(1, y[:, None])[:, 0].clamp(-1 + 1e-7, 1 - 1e-7)
    phi = cy * math.cos(m) - torch.sqrt(1 - cy * cy) * math.sin(m)
    if p["boundary"] == "linear":
        phi = torch.where(cy < math.cos(math.pi - m), cy - m * math.sin(m), phi)
    elif p["boundary"] == "easy":
        phi = torch.where(cy > 0, phi, cy)
    z = p["scale"] * c.scatter(1, y[:, None], phi[:, None])
    return F.cross_entropy(z, y, reduction="none"), None


@ref("sphereface")
def _(i, p, v):
    x = i["embeddings"]
    n = x.norm(dim=1, keepdim=True)
    c = sims(x, i["weights"], "cos")
    y = i["targets"].long()
    m = p["margin"]
    cy = c.gather(1, y[:, None])[:, 0]
    th = torch.acos(cy.detach().clamp(-1, 1))
    k = torch.clamp(torch.floor(m * th / math.pi), 0, m - 1)
    t0 = torch.ones_like(cy)
    t1 = cy
    for _ in range(m - 1):
        t0, t1 = t1, 2 * cy * t1 - t0
    psi = (1 - 2 * (k % 2)) * t1 - 2 * k
    psi = (p["lambda"] * cy + psi) / (1 + p["lambda"])
    z = p["scale"] * n * c.scatter(1, y[:, None], psi[:, None])
    return F.cross_entropy(z, y, reduction="none"), None


R["center"] = lambda i, p, v: (0.5 * ((i["embeddings"] - i["centers"][i["targets"].long()]) ** 2).sum(1), None)


def scoped(x, p):
    if p["scope"] == "batch":
        return x.reshape(1, -1)
    return x.reshape(x.shape[0], -1) if x.dim() > 1 else x.reshape(-1, 1)


@ref("dice")
def _(i, p, v):
    P = torch.sigmoid(i["logits"]) if v == "logits" else i["probs"]
    P = scoped(P, p)
    g = scoped(i["targets"], p)
    e = p["smooth"]
    den = (P * P).sum(1) + (g * g).sum(1) if p["denominator"] == "squared" else P.sum(1) + g.sum(1)
    num = 2 * (P * g).sum(1) + e
    r = 1 - num / (den + e)
    r = torch.where(den + e == 0, torch.zeros_like(r), r)
    return (r if p["scope"] == "row" else r), None


@ref("asymmetric")
def _(i, p, v):
    z = i["logits"]
    y = i["targets"]
    P = torch.sigmoid(z)
    q = relu(P - p["clip"]) if p["clip"] > 0 else P
    lp = F.logsigmoid(z)
    fp = (1 - P) ** p["gammaPos"]
    fn = torch.where(q > 0, q, torch.ones_like(q)) ** p["gammaNeg"]
    fn = torch.where(q > 0, fn, torch.zeros_like(q) if p["gammaNeg"] > 0 else torch.zeros_like(q))
    if p["detachFocus"]:
        fp = fp.detach()
        fn = fn.detach()
    ln = -torch.log1p(-q) if p["clip"] > 0 else softplus(z)
    return torch.where(y == 1, -fp * lp, fn * ln), None


@ref("logit-adjusted")
def _(i, p, v):
    z = i["logits"]
    if p["classCounts"] is not None:
        n = T([float(x) for x in p["classCounts"]])
        z = z + p["tau"] * torch.log(n / n.sum())
    return F.cross_entropy(z, i["targets"].long(), reduction="none"), None


@ref("ldam")
def _(i, p, v):
    z = i["logits"]
    y = i["targets"].long()
    C = z.shape[1]
    n = torch.ones(C) if p["classCounts"] is None else T([float(x) for x in p["classCounts"]])
    d = p["maxMargin"] * (n.min() / n) ** 0.25
    zz = p["scale"] * (z - F.one_hot(y, C) * d)
    w = torch.ones(C) if p["weight"] is None else T([float(x) for x in p["weight"]])
    return w[y] * F.cross_entropy(zz, y, reduction="none"), w[y]


@ref("tversky")
def _(i, p, v):
    P = torch.sigmoid(i["logits"]) if v == "logits" else i["probs"]
    P = scoped(P, p)
    g = scoped(i["targets"], p)
    U = p["alpha"] * (P * (1 - g)).sum(1) + p["beta"] * ((1 - P) * g).sum(1)
    r = (
        torch.where(U > 0, U, torch.ones_like(U))
        / (torch.where(U > 0, U, torch.ones_like(U)) + (P * g).sum(1) + p["smooth"])
    ) ** p["gamma"]
    r = torch.where(U > 0, r, torch.zeros_like(r))
    return (r if p["scope"] == "row" else r), None


def lgrad(gs):
    n = len(gs)
    P = gs.sum()
    inter = P - gs.cumsum(0)
    uni = P + (1 - gs).cumsum(0)
    j = 1 - inter / uni
    out = j.clone()
    out[1:] = j[1:] - j[:-1]
    return out


@ref("lovasz-hinge")
def _(i, p, v):
    Z = scoped(i["logits"], p)
    G = scoped(i["targets"], p)
    out = []
    for z, g in zip(Z, G):
        e = 1 - (2 * g - 1) * z
        o = torch.argsort(-e.detach(), stable=True)
        out.append((relu(e[o]) * lgrad(g[o])).sum())
    r = torch.stack(out)
    return (r if p["scope"] == "row" else r), None


@ref("lovasz-softmax")
def _(i, p, v):
    P = torch.softmax(i["logits"], 1)
    y = i["targets"].long()
    out = []
    cnt = []
    for c in range(P.shape[1]):
        g = (y == c).double()
        e = torch.where(g == 1, 1 - P[:, c], P[:, c])
        o = torch.argsort(-e.detach(), stable=True)
        ok = p["classes"] == "all" or g.sum() > 0
        val = (e[o] * lgrad(g[o])).sum() if g.sum() > 0 else e.max()
        out.append(val if ok else val * 0)
        cnt.append(1.0 if ok else 0.0)
    return torch.stack(out), T(cnt)


@ref("generalized-cross-entropy")
def _(i, p, v):
    ce = F.cross_entropy(i["logits"], i["targets"].long(), reduction="none")
    return -torch.expm1(-p["q"] * ce) / p["q"], None


@ref("symmetric-cross-entropy")
def _(i, p, v):
    ce = F.cross_entropy(i["logits"], i["targets"].long(), reduction="none")
    return p["alpha"] * ce - p["beta"] * p["logZero"] * (-torch.expm1(-ce)), None


def D(i):
    return i["pred"] - i["target"]


R["mae"] = lambda i, p, v: (D(i).abs(), None)
R["mse"] = lambda i, p, v: (D(i) ** 2, None)
R["huber"] = lambda i, p, v: (F.huber_loss(i["pred"], i["target"], delta=p["delta"], reduction="none"), None)
R["smooth-l1"] = lambda i, p, v: (F.smooth_l1_loss(i["pred"], i["target"], beta=p["beta"], reduction="none"), None)
R["log-cosh"] = lambda i, p, v: (D(i).abs() + torch.log1p(torch.exp(-2 * D(i).abs())) - math.log(2), None)
R["mape"] = lambda i, p, v: (
    (100 if p["percent"] else 1) * D(i).abs() / torch.clamp(i["target"].abs(), min=p["epsilon"]),
    None,
)
R["msle"] = lambda i, p, v: (
    (torch.log1p(torch.clamp(i["pred"], min=p["epsilon"])) - torch.log1p(torch.clamp(i["target"], min=p["epsilon"])))
    ** 2,
    None,
)
R["poisson-nll"] = lambda i, p, v: (
    F.poisson_nll_loss(i["pred"], i["target"], log_input=p["logInput"], full=p["full"], eps=p["eps"], reduction="none"),
    None,
)


@ref("expectile")
def _(i, p, v):
    u = -D(i)
    return torch.where(u < 0, 1 - p["tau"], p["tau"]) * u * u, None


@ref("quantile")
def _(i, p, v):
    if v == "default":
        u = -D(i)
        t = p["tau"]
    else:
        u = i["target"][:, None] - i["pred"]
        t = T(p["taus"])
    return t * relu(u) + (1 - t) * relu(-u), None


class PassMin(torch.autograd.Function):
    @staticmethod
    def forward(c, x, lo, hi):
        return x.clamp(lo, hi)

    @staticmethod
    def backward(c, g):
        return g, None, None


@ref("gaussian-nll")
def _(i, p, v):
    d = D(i)
    if v == "log-var":
        s = PassMin.apply(i["logVar"], math.log(p["eps"]), math.inf)
        r = (s + d * d * torch.exp(-s)) / 2
    else:
        s = PassMin.apply(i["var"], p["eps"], math.inf)
        r = (s.log() + d * d / s) / 2
    return r + (math.log(2 * math.pi) / 2 if p["full"] else 0), None


@ref("tweedie")
def _(i, p, v):
    x = PassMin.apply(i["pred"], -20.0, 20.0)
    y = i["target"]
    k = p["power"]
    r = torch.exp((2 - k) * x) / (2 - k) - y * torch.exp((1 - k) * x) / (1 - k)
    if p["deviance"]:
        r = 2 * (r + y ** (2 - k) / ((1 - k) * (2 - k)))
    return r, None


@ref("crps-gaussian")
def _(i, p, v):
    s = torch.exp(PassMin.apply(i["logVar"], math.log(p["eps"]), 40.0) / 2)
    d = D(i)
    w = d / s
    return (
        d * torch.erf(w / math.sqrt(2))
        + s * (2 * torch.exp(-w * w / 2) / math.sqrt(2 * math.pi) - 1 / math.sqrt(math.pi)),
        None,
    )


@ref("mnr")
def _(i, p, v):
    a, b = i["anchors"], i["positives"]
    n = len(a)
    y = torch.arange(n)
    s = sims(a, b, p["similarity"])
    ng = i.get("negatives")
    if ng is not None:
        if ng.dim() == 2:
            s = torch.cat([s, sims(a, ng, p["similarity"])], 1)
        else:
            s = torch.cat([s, torch.stack([sims(a[k : k + 1], ng[k], p["similarity"])[0] for k in range(n)])], 1)
    r = F.cross_entropy(p["scale"] * s, y, reduction="none")
    if p["symmetric"]:
        r = (r + F.cross_entropy(p["scale"] * sims(b, a, p["similarity"]), y, reduction="none")) / 2
    return r, None


@ref("soft-pairwise")
def _(i, p, v):
    s, y = i["scores"], i["labels"]
    n = len(s)
    lit = p["pairs"] == "literal"
    r = [
        softplus((0 if lit else p["margin"]) - y[a] * (s[a] - s[b]))
        for a in range(n)
        for b in range(n)
        if lit or y[a] != y[b]
    ]
    return (torch.stack(r) if r else torch.zeros(0)), None


@ref("pairwise-logistic")
def _(i, p, v):
    s, y = i["scores"], i["labels"]
    n = len(s)
    lit = p["pairs"] == "literal"
    r = [
        softplus(-(y[a] - y[b]) * (s[a] - s[b])) if lit else softplus(-p["sigma"] * (s[a] - s[b]))
        for a in range(n)
        for b in range(n)
        if lit or y[a] > y[b]
    ]
    return (torch.stack(r) if r else torch.zeros(0)), None


@ref("pairwise-ranking")
def _(i, p, v):
    s, y = i["scores"], i["labels"]
    n = len(s)
    lit = p["pairs"] == "literal"
    r = [
        relu(p["margin"] - (y[a] if lit else 1) * (s[a] - s[b]))
        for a in range(n)
        for b in range(n)
        if lit or y[a] > y[b]
    ]
    return (torch.stack(r) if r else torch.zeros(0)), None


@ref("triplet")
def _(i, p, v):
    m = p["margin"]
    k = p["distance"]
    cost = (lambda g: softplus(g)) if p["softMargin"] else (lambda g: relu(g + m))
    if v == "default":
        a, b, c = i["anchors"], i["positives"], i["negatives"]
        if b.dim() == 3 or c.dim() == 3:
            b = b if b.dim() == 3 else b[:, None]
            c = c if c.dim() == 3 else c[:, None]
            n, P, K = len(a), b.shape[1], c.shape[1]
            sh = (n, P, K, a.shape[1])
            a = a[:, None, None].expand(sh)
            b = b[:, :, None].expand(sh)
            c = c[:, None].expand(sh)
            dn = dist(a, c, k)
            if p["swap"]:
                dn = torch.minimum(dn, dist(b, c, k))
            return cost(dist(a, b, k) - dn).mean((1, 2)), None
        dn = dist(a, c, k)
        if p["swap"]:
            dn = torch.minimum(dn, dist(b, c, k))
        return cost(dist(a, b, k) - dn), None
    e = i["embeddings"]
    y = i["labels"].tolist()
    n = len(e)
    d = [[dist(e[a], e[b], k) for b in range(n)] for a in range(n)]
    out = []
    for a in range(n):
        P = [b for b in range(n) if b != a and y[b] == y[a]]
        N = [b for b in range(n) if y[b] != y[a]]
        if v == "batch-hard":
            if P and N:
                out.append(
                    cost(
                        max((d[a][b] for b in P), key=lambda t: t.item())
                        - min((d[a][b] for b in N), key=lambda t: t.item())
                    )
                )
        elif v == "batch-semi-hard":
            for b in P:
                if not N:
                    continue
                f = [c for c in N if d[a][c].item() > d[a][b].item()]
                if f:
                    c = min(f, key=lambda c: d[a][c].item())
                elif p["fallback"] == "farthest":
                    c = max(N, key=lambda c: d[a][c].item())
                else:
                    continue
                out.append(cost(d[a][b] - d[a][c]))
        else:
            for b in P:
                for c in N:
                    out.append(cost(d[a][b] - d[a][c]))
    if not out:
        return torch.zeros(0), None
    r = torch.stack(out)
    return r, (float((r > 0).sum()) if v == "batch-all" and p["average"] == "active" else None)


@ref("margin-ranking")
def _(i, p, v):
    m = p["margin"]
    if v == "labelled":
        return F.margin_ranking_loss(i["x1"], i["x2"], i["targets"], margin=m, reduction="none"), None
    if v == "pos-neg":
        return relu(m - i["positive"] + i["negative"]), None
    return relu(i["positive"][:, None] + m - i["negative"][None]), None


def lists(i):
    n = len(i["scores"])
    g = i["groups"].tolist() if "groups" in i else [0] * n
    mk = i["mask"].tolist() if "mask" in i else [1] * n
    order = list(dict.fromkeys(g))
    if n == 0:
        return []
    return [[k for k in range(n) if g[k] == x and mk[k] == 1] for x in order]


def lw(i, f):
    vals = []
    cnt = []
    for L in lists(i):
        x = f(i["scores"][L], i["labels"][L]) if L else None
        vals.append(torch.zeros(()) if x is None else x)
        cnt.append(0.0 if x is None else 1.0)
    return torch.stack(vals), T(cnt)


@ref("listnet")
def _(i, p, v):
    def f(s, y):
        if p["form"] == "softmax":
            t = torch.softmax(y, 0)
        else:
            if y.sum() <= 0:
                return None
            t = y / y.sum()
        return -(t * lsm(s)).sum()

    return lw(i, f)


@ref("list-mle")
def _(i, p, v):
    def f(s, y):
        o = torch.argsort(-y, stable=True)
        s = s[o]
        n = len(s)
        w = (
            [1.0] * n
            if p["form"] == "plain"
            else ([0.0] if n == 1 else [(2 ** (n - k) - 1) / (2**n - 1 - n) for k in range(1, n + 1)])
        )
        return sum(w[k] * (torch.logsumexp(s[k:], 0) - s[k]) for k in range(n))

    return lw(i, f)


def gains(y, p):
    return 2**y - 1 if p["gain"] == "exp2" else y


def mdcg(g):
    s = torch.sort(g, descending=True).values
    return (s / torch.log2(2 + torch.arange(len(g)).double())).sum()


@ref("approx-ndcg")
def _(i, p, v):
    def f(s, y):
        g = gains(y, p)
        if not (g > 0).any():
            return None
        n = len(s)
        r = 1 + torch.stack(
            [
                sum([torch.sigmoid((s[j] - s[k]) / p["temperature"]) for j in range(n) if j != k], torch.zeros(()))
                for k in range(n)
            ]
        )
        return 1 - (g / torch.log2(1 + r)).sum() / mdcg(g)

    return lw(i, f)


@ref("lambda-rank")
def _(i, p, v):
    def f(s, y):
        n = len(s)
        P = [(a, b) for a in range(n) for b in range(n) if y[a] > y[b]]
        if not P:
            return None
        g = gains(y, p)
        G = g / mdcg(g)
        o = torch.argsort(-s.detach(), stable=True)
        r = [0] * n
        for pl, k in enumerate(o.tolist()):
            r[k] = pl + 1
        Df = lambda x: math.log2(1 + x)
        tot = 0
        for a, b in P:
            gd = abs(G[a] - G[b])
            e = abs(r[a] - r[b])
            lr = gd * abs(1 / Df(r[a]) - 1 / Df(r[b]))
            l2 = gd * (1 / Df(e) - 1 / Df(e + 1))
            w = {"lambda-rank": lr, "ndcg-loss2": l2, "ndcg-loss2pp": lr + p["mu"] * l2}[p["form"]]
            tot = tot + w * softplus(-p["sigma"] * (s[a] - s[b]))
        return tot

    return lw(i, f)


@ref("margin-mse")
def _(i, p, v):
    if v == "pairs":
        return ((i["positive"] - i["negative"]) - (i["teacherPositive"] - i["teacherNegative"])) ** 2, None
    return (
        (i["positive"][:, None] - i["negative"]) - (i["teacherPositive"][:, None] - i["teacherNegative"])
    ) ** 2, None


@ref("bradley-terry")
def _(i, p, v):
    c, r = i["chosen"], i["rejected"]
    m = p["margin"] + i.get("margins", 0)
    return softplus(-(c - r - m)) + p["centerCoef"] * (c + r) ** 2, None


def worth(x, p):
    """f'(pi / ref) by the log-ratio x; exponents at most 20, flat."""
    limited = lambda e: torch.where(e < 20, e, T(20.0))
    a = p["divergenceAlpha"]
    if p["divergence"] == "forward-kl":
        return 1 - torch.exp(limited(-x))
    if p["divergence"] == "js":
        return math.log(2) - softplus(-x)
    if p["divergence"] == "alpha" and a != 1:
        return (torch.exp(limited((a - 1) * x)) - 1) / (a - 1)
    return x


def beside(x, other):
    """other, its smallest value beside the smallest of x."""
    out = torch.empty(len(x), dtype=torch.long)
    out[torch.argsort(x.detach(), stable=True)] = torch.argsort(other.detach(), stable=True)
    return other[out]


@ref("dpo")
def _(i, p, v):
    c = worth(i["chosenLogps"] - i["refChosenLogps"], p) / i.get("chosenLengths", 1)
    r = worth(i["rejectedLogps"] - i["refRejectedLogps"], p) / i.get("rejectedLengths", 1)
    b = p["beta"]
    h = b * c - b * r
    s = p["labelSmoothing"]
    f = p["form"]
    sig = torch.sigmoid
    smooth = lambda h: (1 - s) * softplus(-h) + s * softplus(h)
    if f == "sigmoid":
        return smooth(h), None
    if f == "robust":
        return ((1 - s) * softplus(-h) - s * softplus(h)) / (1 - 2 * s), None
    if f == "hinge":
        return relu(1 - h), None
    if f == "exo":
        return sig(h) * (-softplus(-h) - math.log(1 - s)) + sig(-h) * (-softplus(h) - math.log(s)), None
    if f == "nca":
        return softplus(-b * c) + 0.5 * softplus(b * c) + 0.5 * softplus(b * r), None
    if f == "bco":
        return softplus(-b * c) + softplus(b * r), None
    if f == "sppo":
        return (c - 0.5 / b) ** 2 + (r + 0.5 / b) ** 2, None
    if f == "aot":
        own = i["chosenLogps"] - i["rejectedLogps"]
        return smooth(b * (own - beside(own, i["refChosenLogps"] - i["refRejectedLogps"]))), None
    if f == "aot-unpaired":
        return smooth(b * (c - beside(c, r))), None
    if f == "apo-zero":
        return sig(-b * c) + sig(b * r), None
    if f == "apo-down":
        return sig(b * c) + sig(-h), None
    t = p["temperature"]
    return softplus(-h) * sig(-h / t) + torch.exp(-h - softplus(-h / t)), None


@ref("ipo")
def _(i, p, v):
    c = worth(i["chosenLogps"] - i["refChosenLogps"], p) / i.get("chosenLengths", 1)
    r = worth(i["rejectedLogps"] - i["refRejectedLogps"], p) / i.get("rejectedLengths", 1)
    return (c - r - 1 / (2 * p["beta"])) ** 2, None


@ref("kto")
def _(i, p, v):
    u = p["beta"] * (i["logps"] - i["refLogps"] - torch.clamp(i["kl"], min=0))
    return (
        torch.where(
            i["desirable"] == 1, p["desirableWeight"] * torch.sigmoid(-u), p["undesirableWeight"] * torch.sigmoid(u)
        ),
        None,
    )


@ref("orpo")
def _(i, p, v):
    a = i["chosenLogps"] / i["chosenLengths"]
    b = i["rejectedLogps"] / i["rejectedLengths"]
    a2 = torch.clamp(a, max=-1e-6)
    b2 = torch.clamp(b, max=-1e-6)
    lo = (a2 - torch.log(-torch.expm1(a2))) - (b2 - torch.log(-torch.expm1(b2)))
    return -a + p["lambda"] * softplus(-lo), None


@ref("simpo")
def _(i, p, v):
    a = p["alpha"]

    def bent(x):
        return x if a == 0 else (1 - torch.exp(torch.where(-a * x < 20, -a * x, T(20.0)))) / a

    h = p["beta"] * (bent(i["chosenLogps"] / i["chosenLengths"]) - bent(i["rejectedLogps"] / i["rejectedLengths"])) - p["gamma"]
    return (1 - p["labelSmoothing"]) * softplus(-h) + p["labelSmoothing"] * softplus(h), None


@ref("grpo")
def _(i, p, v):
    lp = i["logps"]
    N, L = lp.shape
    f = p["form"]
    mk = i["mask"] if "mask" in i else torch.ones(N, L)
    if "advantages" in i:
        A = i["advantages"]
    else:
        r = i["rewards"]
        g = i["groups"].tolist() if "groups" in i else [0] * N
        A = torch.zeros(N)
        for x in set(g):
            k = [j for j in range(N) if g[j] == x]
            q = r[k]
            if len(k) == 1:
                continue
            if f == "rloo":
                A[k] = q - (q.sum() - q) / (len(k) - 1)
            else:
                A[k] = (q - q.mean()) / ((q.std() + 1e-4) if f != "dr-grpo" else 1)
    A = A[:, None]
    limited = lambda e: torch.where(e < 20, e, T(20.0))
    raw = (lp - i["oldLogps"]) * mk
    count = mk.sum(1, keepdim=True)
    level = {"token": raw, "answer": raw.sum(1, keepdim=True), "answer-mean": raw.sum(1, keepdim=True) / count.clamp(min=1)}
    rho = torch.exp(limited(level[p["ratio"]])).expand(N, L)
    e = p["clipRange"]
    e2 = p["clipHigh"] if p["clipHigh"] is not None else e
    if f == "cispo":
        tok = -torch.clamp(rho.detach(), max=1 + e2) * A * lp
    elif f == "vespo":
        lw = torch.clamp((torch.clamp(raw.detach(), -20, 20) * mk).sum(1, keepdim=True), math.log(1e-8), 20)
        k = torch.where(A >= 0, p["powerPos"], p["powerNeg"])
        lam = torch.where(A >= 0, p["decayPos"], p["decayNeg"])
        tok = -torch.exp(lam + k * lw - lam * torch.exp(lw)) * A * lp
    elif f == "sapo":
        t = torch.where(A > 0, p["temperaturePos"], p["temperatureNeg"])
        tok = -torch.sigmoid(t * (rho - 1)) * 4 / t * A
    else:
        bad = torch.clamp(rho, min=1 - e, max=p["ratioCap"])
        tok = -torch.where(A > 0, torch.clamp(rho, max=1 + e2), bad) * A
    if p["klCoef"] > 0:
        d = limited(i["refLogps"] - lp)
        tok = tok + p["klCoef"] * (torch.expm1(d) - d)
    tok = tok * mk
    if p["reduction"] == "none":
        return tok, "final"
    if p["reduction"] == "sum":
        return tok.sum(), "final"
    if f in ("grpo", "sapo", "rloo"):
        return (tok.sum(1) / torch.clamp(mk.sum(1), min=1)).mean(), "final"
    if f == "dr-grpo":
        return tok.sum() / (N * (p["maxLength"] or L)), "final"
    if f == "luspo":
        return tok.sum() / N, "final"
    return tok.sum() / max(mk.sum().item(), 1), "final"


@ref("contrastive")
def _(i, p, v):
    m = p["margin"]
    k = p["distance"]
    if v == "pair":
        y = i["labels"] if p["labelMeans"] == "similar" else 1 - i["labels"]
        d = dist(i["x1"], i["x2"], k)
        d2 = d * d
        return (0.5 if p["half"] else 1) * (y * d2 + (1 - y) * relu(m - d) ** 2), None
    return dist(i["anchors"], i["positives"], k) + relu(m - dist(i["anchors"], i["negatives"], k)), None


R["hinge-embedding"] = lambda i, p, v: (
    F.hinge_embedding_loss(i["distances"], i["targets"], margin=p["margin"], reduction="none"),
    None,
)


@ref("cosine-embedding")
def _(i, p, v):
    c = rsim(i["x1"], i["x2"], "cos")
    return torch.where(i["targets"] == 1, 1 - c, relu(c - p["margin"])), None


def soft_t(y):
    m = (y[:, None] == y[None]).double()
    return m / m.sum(1, keepdim=True)


@ref("info-nce")
def _(i, p, v):
    q, k = i["queries"], i["keys"]
    n = len(q)
    t = p["temperature"]
    s = p["similarity"]
    y = torch.arange(n) if "labels" not in i else soft_t(i["labels"])
    ce = lambda z, y: F.cross_entropy(z / t, y, reduction="none")
    if v == "in-batch":
        return ce(sims(q, k, s), y), None
    if v == "symmetric":
        return (ce(sims(q, k, s), y) + ce(sims(k, q, s), y)) / 2, None
    if v == "nt-xent":
        z = torch.cat([q, k])
        S = sims(z, z, s).masked_fill(torch.eye(2 * n).bool(), -math.inf)
        return ce(S, (torch.arange(2 * n) + n) % (2 * n)), None
    S = torch.stack(
        [torch.cat([rsim(q[a], k[a], s)[None], sims(q[a : a + 1], i["negatives"][a], s)[0]]) for a in range(n)]
    )
    return ce(S, torch.zeros(n).long()), None


def PN(i):
    y = i["labels"].tolist()
    n = len(y)
    return [
        (
            [b for b in range(n) if b != a and y[b] == y[a]],
            [b for b in range(n) if y[b] != y[a]],
            [b for b in range(n) if b != a],
        )
        for a in range(n)
    ]


def rowsof(vals):
    return torch.stack([torch.zeros(()) if x is None else x for x in vals]), T(
        [0.0 if x is None else 1.0 for x in vals]
    )


@ref("sup-con")
def _(i, p, v):
    z = sims(i["embeddings"], i["embeddings"], p["similarity"]) / p["temperature"]
    out = []
    for a, (P, N, A) in enumerate(PN(i)):
        if not P:
            out.append(None)
            continue
        l = torch.logsumexp(z[a][A], 0)
        out.append(l - z[a][P].mean() if v == "out" else l - torch.logsumexp(z[a][P], 0) + math.log(len(P)))
    return rowsof(out)


@ref("n-pair")
def _(i, p, v):
    a, b = i["anchors"], i["positives"]
    y = torch.arange(len(a)) if v == "default" else soft_t(i["labels"])
    return F.cross_entropy(a @ b.T, y, reduction="none") + p["l2"] * ((a * a).sum(1) + (b * b).sum(1)), None


@ref("circle")
def _(i, p, v):
    s = sims(i["embeddings"], i["embeddings"], "cos")
    m = p["margin"]
    g = p["gamma"]
    out = []
    for a, (P, N, A) in enumerate(PN(i)):
        if not P or not N:
            out.append(None)
            continue
        sn = s[a][N]
        spp = s[a][P]
        n = relu(sn + m).detach()
        q = relu(1 + m - spp).detach()
        out.append(softplus(torch.logsumexp(g * n * (sn - m), 0) + torch.logsumexp(-g * q * (spp - 1 + m), 0)))
    return rowsof(out)


@ref("multi-similarity")
def _(i, p, v):
    s = sims(i["embeddings"], i["embeddings"], "cos")
    a_, b_, base = p["alpha"], p["beta"], p["base"]
    out = []
    for a, (P, N, A) in enumerate(PN(i)):
        if v == "mined":
            mx = max([s[a, k].item() for k in N], default=-math.inf)
            mn = min([s[a, k].item() for k in P], default=math.inf)
            e = p["epsilon"]
            P, N = [k for k in P if N and s[a, k].item() - e < mx], [k for k in N if P and s[a, k].item() + e > mn]
        z = torch.zeros(1)
        out.append(
            torch.logsumexp(torch.cat([z, -a_ * (s[a][P] - base)]), 0) / a_
            + torch.logsumexp(torch.cat([z, b_ * (s[a][N] - base)]), 0) / b_
        )
    return torch.stack(out), None


@ref("proxy-anchor")
def _(i, p, v):
    s = sims(i["proxies"], i["embeddings"], "cos")
    y = i["targets"].tolist()
    C = len(s)
    pos = []
    neg = []
    z = torch.zeros(1)
    for c in range(C):
        P = [k for k in range(len(y)) if y[k] == c]
        N = [k for k in range(len(y)) if y[k] != c]
        pos.append(torch.logsumexp(torch.cat([z, -p["alpha"] * (s[c][P] - p["margin"])]), 0))
        neg.append(torch.logsumexp(torch.cat([z, p["alpha"] * (s[c][N] + p["margin"])]), 0))
    pos = torch.stack(pos)
    neg = torch.stack(neg)
    r = p["reduction"]
    if r == "none":
        return pos + neg, "final"
    if r == "sum":
        return (pos + neg).sum(), "final"
    return pos.sum() / max(1, len(set(y))) + neg.sum() / C, "final"


@ref("siglip")
def _(i, p, v):
    q, k = i["queries"], i["keys"]
    n = len(q)
    z = torch.exp(PassMin.apply(i["logScale"], -math.inf, 20.0)) * sims(q, k, p["similarity"]) + i["bias"]
    y = 2 * torch.eye(n) - 1
    return softplus(-y * z).sum(1), None


@ref("cosent")
def _(i, p, v):
    s = p["scale"] * rsim(i["x1"], i["x2"], "cos")
    y = i["labels"]
    n = len(s)
    L = [torch.zeros(())] + [s[b] - s[a] for a in range(n) for b in range(n) if y[a] > y[b]]
    return torch.logsumexp(torch.stack(L), 0), "final"


@ref("barlow-twins")
def _(i, p, v):
    def z(x):
        return (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + p["epsilon"])

    C = z(i["x1"]).T @ z(i["x2"]) / len(i["x1"])
    d = torch.diag(C)
    return ((1 - d) ** 2).sum() + p["lambda"] * ((C**2).sum() - (d**2).sum()), "final"


@ref("vicreg")
def _(i, p, v):
    a, b = i["x1"], i["x2"]
    n, Dm = a.shape
    I = ((a - b) ** 2).mean()
    V = 0
    K = 0
    if n > 1:
        for x in (a, b):
            V = V + relu(p["gamma"] - torch.sqrt(x.var(0) + p["epsilon"])).mean() / 2
            xc = x - x.mean(0)
            C = xc.T @ xc / (n - 1)
            K = K + ((C**2).sum() - (torch.diag(C) ** 2).sum()) / Dm
    return p["invarianceCoef"] * I + p["varianceCoef"] * V + p["covarianceCoef"] * K, "final"


@ref("simsiam")
def _(i, p, v):
    z1, z2 = i["z1"], i["z2"]
    if p["stopGradient"]:
        z1, z2 = z1.detach(), z2.detach()
    return -(rsim(i["p1"], z2, "cos") + rsim(i["p2"], z1, "cos")) / 2, None


def td(i, p):
    q, nq = i["qValues"], i["nextQ"]
    n = len(q)
    ar = torch.arange(n)
    b = (i["nextQOnline"] if p["double"] else nq).argmax(1)
    g = i.get("discounts", p["gamma"])
    t = torch.where(i["dones"] == 1, i["rewards"], i["rewards"] + g * nq[ar, b]).detach()
    return t - q[ar, i["actions"].long()]


def tdc(e, p):
    return {
        "mse": lambda: e * e,
        "half-mse": lambda: e * e / 2,
        "huber": lambda: F.huber_loss(e, torch.zeros_like(e), delta=p["delta"], reduction="none"),
    }[p["kind"]]()


def w(i, r):
    return r * i["weights"] if "weights" in i else r


R["q-td"] = lambda i, p, v: (w(i, tdc(td(i, p), p)), None)


@ref("cql")
def _(i, p, v):
    q = i["qValues"]
    t = p["temperature"]
    pen = t * torch.logsumexp(q / t, 1) - q[torch.arange(len(q)), i["actions"].long()]
    return w(i, tdc(td(i, p), p) + p["alpha"] * pen), None


def ent(l):
    return -(l.exp() * l).sum(-1)


def adv(i, p):
    if "advantages" in i:
        A = i["advantages"]
    else:
        if "returns" in i:
            G = i["returns"]
        else:
            r, d = i["rewards"], i["dones"]
            G = torch.zeros(len(r))
            run = 0.0
            for t in reversed(range(len(r))):
                run = r[t] + p["gamma"] * (0 if d[t] == 1 else run)
                G[t] = run
        A = G - i.get("baseline", 0)
    if p["normalizeAdvantages"]:
        A = (A - A.mean()) / (A.std(unbiased=False) + 1e-8)
    return A


@ref("policy-gradient")
def _(i, p, v):
    l = lsm(i["logits"])
    return -l[torch.arange(len(l)), i["actions"].long()] * adv(i, p) - p["entropyCoef"] * ent(l), None


@ref("ppo-clip")
def _(i, p, v):
    l = lsm(i["logits"])
    d = l[torch.arange(len(l)), i["actions"].long()] - i["oldLogps"]
    rho = torch.exp(torch.where(d < 20, d, T(20.0)))
    A = adv(i, p)
    e = p["clipRange"]
    o = torch.minimum(rho * A, torch.clamp(rho, 1 - e, 1 + e) * A)
    if p["dualClip"] is not None:
        o = torch.where(A < 0, torch.maximum(o, p["dualClip"] * A), o)
    return -o - p["entropyCoef"] * ent(l), None


@ref("clipped-value")
def _(i, p, v):
    x, o, r = i["values"], i["oldValues"], i["returns"]
    c = o + torch.clamp(x - o, -p["clipRange"], p["clipRange"])
    h = 0.5 if p["half"] else 1
    a, b = (x - r) ** 2, (c - r) ** 2
    return h * (torch.where(a >= b, a, b) if v == "max" else b), None


@ref("categorical-td")
def _(i, p, v):
    z, nz = i["logits"], i["nextLogits"]
    N, A, K = z.shape
    at = torch.linspace(p["vMin"], p["vMax"], K)
    ar = torch.arange(N)
    dz = (p["vMax"] - p["vMin"]) / (K - 1)
    best = ((i["nextLogitsOnline"] if p["double"] else nz).softmax(-1) * at).sum(-1).argmax(1)
    q = nz[ar, best].softmax(-1)
    m = torch.zeros(N, K)
    for n in range(N):
        g = i["discounts"][n] if "discounts" in i else p["gamma"]
        tz = i["rewards"][n] + (0 if i["dones"][n] == 1 else g) * at
        b = ((tz - p["vMin"]) / dz).clamp(0, K - 1)
        m[n] = (q[n][:, None] * torch.clamp(1 - (b[:, None] - torch.arange(K)).abs(), min=0)).sum(0)
    return w(i, -(m * lsm(z[ar, i["actions"].long()])).sum(-1)), None


@ref("quantile-td")
def _(i, p, v):
    z, nz = i["quantiles"], i["nextQuantiles"]
    N, A, K = z.shape
    ar = torch.arange(N)
    best = (i["nextQuantilesOnline"] if p["double"] else nz).mean(-1).argmax(1)
    g = i["discounts"][:, None] if "discounts" in i else p["gamma"]
    t = torch.where(i["dones"][:, None] == 1, i["rewards"][:, None], i["rewards"][:, None] + g * nz[ar, best])
    q = z[ar, i["actions"].long()]
    u = t[:, None, :] - q[:, :, None]
    tau = ((torch.arange(K) + 0.5) / K)[None, :, None]
    k = p["kappa"]
    H = u.abs() if k == 0 else F.huber_loss(u, torch.zeros_like(u), delta=k, reduction="none") / k
    return w(i, ((tau - (u.detach() < 0).double()).abs() * H).mean(2).sum(1)), None


LISTW = {"listnet", "list-mle", "approx-ndcg", "lambda-rank"}


def run(c):
    ins = {}
    leaf = {}
    for k, x in c["inputs"].items():
        t = T(x).double()
        if k in c["grads"]:
            t.requires_grad_(True)
            leaf[k] = t
        ins[k] = t
    rows, div = R[c["loss"]](ins, c["params"], c["variant"])
    red = c["params"].get("reduction", "mean")
    red = "mean" if red == "batchmean" else red
    if isinstance(div, str):
        val = rows
    else:
        if "sampleWeights" in ins:
            rows = rows * ins["sampleWeights"]
        if "mask" in ins and c["loss"] not in LISTW:
            mk = ins["mask"]
            rows = rows * mk
            div = (mk if div is None else mk * div).sum().item()
        elif div is None:
            div = float(max(rows.numel(), 0))
        elif not isinstance(div, float):
            div = div.sum().item()
        if red == "none":
            val = rows
        elif rows.numel() == 0 or (red == "mean" and div == 0):
            val = rows.sum() * 0
        else:
            val = rows.sum() / (div if red == "mean" else 1)
    if val.requires_grad:
        val.sum().backward()
    return val.detach(), {k: (t.grad if t.grad is not None else torch.zeros_like(t)) for k, t in leaf.items()}


def rounded(x):
    if isinstance(x, list):
        return [rounded(y) for y in x]
    return float(f"{x:.12g}") + 0


if __name__ == "__main__":
    file = pathlib.Path(__file__).with_name("drawn-losses.json")
    cases = []
    for case in json.loads(file.read_text())["cases"]:
        value, grads = run(case)
        case["value"] = rounded(value.tolist())
        case["grads"] = {k: rounded(g.tolist()) for k, g in grads.items()}
        cases.append(case)
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    head = json.dumps({"source": f"drawn_losses.py, torch {torch.__version__}", "format": 1, "count": len(cases)})[:-1]
    file.write_text(f'{head}, "cases": [\n{lines}\n]}}\n')
