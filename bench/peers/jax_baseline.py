#!/usr/bin/env python3
"""JAX's side of the benchmarks, one process, CPU, with whole updates in one `jit`.

  python jax_baseline.py --task dqn-heavy --steps 4000
  python jax_baseline.py --task ppo-cartpole --steps 200000 --envs 8
  python jax_baseline.py --task ppo-cartpole --steps 200000 --envs 8 --seeds 30

Tasks: dqn-cleanrl, dqn-heavy, reinforce, focal, mnr, dpo: the loops of the PyTorch scripts; the environment and the replay are
Python and NumPy, the network's forward pass and the update are compiled, and buffers are donated. mnr has dense Adam; JAX has no
sparse one. ppo-cartpole is the whole training, environments included, in one compiled `lax.scan`, as PureJaxRL does it; with
--seeds under `vmap`. Compilation is not in the timed part.
"""
import argparse
import json
import math
import os
import random
import statistics
import sys

if "--threads" not in sys.argv or sys.argv[sys.argv.index("--threads") + 1] == "1":
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

from cartpole import CartPole, Clock

B1, B2, EPS = 0.9, 0.999, 1e-8


def mlp_init(key, *sizes):
    """Uniform within 1 / sqrt(inputs), as torch.nn.Linear."""
    params = []
    for i, o in zip(sizes, sizes[1:]):
        key, kw, kb = jax.random.split(key, 3)
        bound = 1 / math.sqrt(i)
        params.append((jax.random.uniform(kw, (i, o), minval=-bound, maxval=bound),
                       jax.random.uniform(kb, (o,), minval=-bound, maxval=bound)))
    return params


def mlp(params, x, act=jax.nn.relu):
    for w, b in params[:-1]:
        x = act(x @ w + b)
    w, b = params[-1]
    return x @ w + b


def adam_init(params):
    zeros = jax.tree.map(jnp.zeros_like, params)
    return zeros, jax.tree.map(jnp.zeros_like, params), jnp.zeros((), jnp.int32)


def adam(params, state, grads, lr, eps=EPS):
    m, v, t = state
    t = t + 1
    m = jax.tree.map(lambda a, g: B1 * a + (1 - B1) * g, m, grads)
    v = jax.tree.map(lambda a, g: B2 * a + (1 - B2) * g * g, v, grads)
    c1, c2 = 1 - B1 ** t, 1 - B2 ** t
    params = jax.tree.map(lambda p, a, b: p - lr * (a / c1) / (jnp.sqrt(b / c2) + eps), params, m, v)
    return params, (m, v, t)


DQN = {
    "dqn-cleanrl": dict(hidden=(120, 84), lr=2.5e-4, buffer=10_000, batch=128, every=10, target=500),
    "dqn-heavy": dict(hidden=(64, 64), lr=1e-3, buffer=50_000, batch=64, every=1, target=500),
}


def dqn(a, seed):
    c = DQN[a.task]
    random.seed(seed), np.random.seed(seed)
    env = CartPole(seed)
    params = mlp_init(jax.random.key(seed), 4, *c["hidden"], 2)
    target, opt = jax.tree.map(jnp.copy, params), adam_init(params)
    cap, lr = c["buffer"], c["lr"]
    B = dict(o=np.zeros((cap, 4), np.float32), n=np.zeros((cap, 4), np.float32), a=np.zeros(cap, np.int32),
             r=np.zeros(cap, np.float32), d=np.zeros(cap, np.float32))
    act = jax.jit(lambda p, o: jnp.argmax(mlp(p, o)))

    def update(params, opt, target, o, n, ac, rw, d):
        y = rw + 0.99 * (1 - d) * mlp(target, n).max(1)
        def loss(p):
            q = jnp.take_along_axis(mlp(p, o), ac[:, None], 1)[:, 0]
            return jnp.mean((q - y) ** 2)
        value, grads = jax.value_and_grad(loss)(params)
        params, opt = adam(params, opt, grads, lr)
        return params, opt, value

    update = jax.jit(update, donate_argnums=(0, 1))
    warm, clock, updates, value = 1_000, Clock(), 0, None
    obs = env.reset()
    for step in range(a.steps + warm):
        if random.random() < 0.05:
            action = random.randrange(2)
        else:
            action = int(act(params, obs))
        nxt, r, term, trunc = env.step(action)
        i = step % cap
        B["o"][i], B["a"][i], B["r"][i], B["n"][i], B["d"][i] = obs, action, r, nxt, term
        obs = env.reset() if term or trunc else nxt
        if step == warm - 100:  # compiles here
            params, opt, value = update(params, opt, target, *(B[x][:c["batch"]] for x in "onard"))
            value.block_until_ready()
        if step == warm:
            clock.start()
            updates = 0
        if step >= warm and step % c["every"] == 0:
            k = np.random.randint(0, min(step + 1, cap), c["batch"])
            params, opt, value = update(params, opt, target, *(B[x][k] for x in "onard"))
            updates += 1
        if step >= warm and step % c["target"] == 0:
            target = jax.tree.map(jnp.copy, params)
    value.block_until_ready()
    return dict(clock.rates(env_steps=a.steps, updates=updates), last_loss=float(value))


def reinforce(a, seed):
    random.seed(seed)
    env = CartPole(seed)
    params = mlp_init(jax.random.key(seed), 4, 128, 2)
    opt = adam_init(params)
    forward = jax.jit(mlp)

    def update(params, opt, o, ac, adv, live):
        def loss(p):
            logp = jnp.take_along_axis(jax.nn.log_softmax(mlp(p, o)), ac[:, None], 1)[:, 0]
            return -(logp * adv).sum() / live
        value, grads = jax.value_and_grad(loss)(params)
        return *adam(params, opt, grads, 5e-3), value

    update = jax.jit(update, donate_argnums=(0, 1))
    # Episodes of any length in one shape: rows behind the end have no weight.
    O, A, W = np.zeros((512, 4), np.float32), np.zeros(512, np.int32), np.zeros(512, np.float32)
    params, opt, _ = update(params, opt, O, A, W, 1.0)
    np.asarray(forward(params, O[0]))
    clock, step, updates = Clock(), 0, 0
    while step < a.steps:
        obs, n = env.reset(), 0
        while True:
            z = np.asarray(forward(params, obs))
            p1 = 1 / (1 + math.exp(max(-60.0, min(60.0, float(z[0] - z[1])))))
            O[n], A[n] = obs, 1 if random.random() < p1 else 0
            obs, _, term, trunc = env.step(int(A[n]))
            n, step = n + 1, step + 1
            if term or trunc:
                break
        g = np.zeros(n, np.float32)
        total = 0.0
        for i in range(n - 1, -1, -1):
            total = 1 + 0.99 * total
            g[i] = total
        W[:] = 0
        W[:n] = (g - g.mean()) / (g.std(ddof=1) + 1e-8) if n > 1 else 0
        params, opt, value = update(params, opt, O, A, W, float(n))
        updates += 1
    value.block_until_ready()
    return clock.rates(env_steps=step, updates=updates)


def focal(a, seed):
    rng = np.random.default_rng(seed)
    X, w = rng.standard_normal((20_000, 20), np.float32), rng.standard_normal(20, np.float32)
    score = X @ w / np.linalg.norm(w) + 0.5 * rng.standard_normal(20_000, np.float32)
    Y = (score > np.quantile(score, 0.95)).astype(np.float32)
    X, Y = jnp.asarray(X), jnp.asarray(Y)
    params = mlp_init(jax.random.key(seed), 20, 64, 64, 1)
    opt = adam_init(params)

    def update(params, opt, X, Y, k):
        x, y = X[k], Y[k]
        def loss(p):
            z = mlp(p, x)[:, 0]
            ce = jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))
            pt = jnp.exp(-ce)
            return ((0.25 * y + 0.75 * (1 - y)) * (1 - pt) ** 2 * ce).mean()
        value, grads = jax.value_and_grad(loss)(params)
        return *adam(params, opt, grads, 1e-3), value

    update = jax.jit(update, donate_argnums=(0, 1))
    clock = Clock()
    for i in range(a.steps + 50):
        if i == 50:
            value.block_until_ready()
            clock.start()
        params, opt, value = update(params, opt, X, Y, rng.integers(0, 20_000, 256))
    value.block_until_ready()
    return dict(clock.rates(updates=a.steps, samples=256 * a.steps), last_loss=float(value))


def mnr(a, seed):
    rng = np.random.default_rng(seed)
    n = 8_192
    docs = rng.integers(0, 4096, (n, 16))
    queries = jnp.asarray(np.concatenate([docs[:, ::2], rng.integers(0, 4096, (n, 8))], 1))
    docs = jnp.asarray(docs)
    kq, kd = jax.random.split(jax.random.key(seed))
    params = (jax.random.normal(kq, (4096, 64)), jax.random.normal(kd, (4096, 64)))
    opt = adam_init(params)

    def update(params, opt, queries, docs, k):
        def loss(p):
            unit = lambda x: x / jnp.maximum(jnp.linalg.norm(x, axis=1, keepdims=True), 1e-12)
            q, d = unit(p[0][queries[k]].mean(1)), unit(p[1][docs[k]].mean(1))
            z = 20.0 * q @ d.T
            return -jnp.mean(jnp.diagonal(jax.nn.log_softmax(z)))
        value, grads = jax.value_and_grad(loss)(params)
        return *adam(params, opt, grads, 1e-2), value

    update = jax.jit(update, donate_argnums=(0, 1))
    clock = Clock()
    for i in range(a.steps + 20):
        if i == 20:
            value.block_until_ready()
            clock.start()
        params, opt, value = update(params, opt, queries, docs, rng.integers(0, n, 128))
    value.block_until_ready()
    return dict(clock.rates(updates=a.steps, pairs=128 * a.steps), last_loss=float(value))


# ------------------------------------------------------------- PPO, all compiled
def cart_step(s, t, action):
    x, v, th, w = s[0], s[1], s[2], s[3]
    c, si = jnp.cos(th), jnp.sin(th)
    temp = (jnp.where(action == 1, 10.0, -10.0) + 0.05 * w * w * si) / 1.1
    wacc = (9.8 * si - c * temp) / (0.5 * (4.0 / 3.0 - 0.1 * c * c / 1.1))
    acc = temp - 0.05 * wacc * c / 1.1
    s = jnp.stack([x + 0.02 * v, v + 0.02 * acc, th + 0.02 * w, w + 0.02 * wacc])
    term = (jnp.abs(s[0]) > 2.4) | (jnp.abs(s[2]) > 0.20943951023931953)
    return s, t + 1, term, t + 1 >= 500


def ppo(a, seed):
    """The settings of pytorch_baseline2.py: 32 steps, 20 epochs of batches of 256, 64-64 tanh for each of policy and value."""
    n, horizon, epochs = a.envs, 32, 20
    parts = max(1, n * horizon // 256)
    updates = max(1, a.steps // (n * horizon))

    def train(key):
        key, kp, kv, ke = jax.random.split(key, 4)
        params = (mlp_init(kp, 4, 64, 64, 2), mlp_init(kv, 4, 64, 64, 1))
        opt = adam_init(params)
        start = lambda k: jax.random.uniform(k, (n, 4), minval=-0.05, maxval=0.05)
        state, clock = start(ke), jnp.zeros(n, jnp.int32)

        def rollout(carry, _):
            params, state, clock, key = carry
            key, ka, kr = jax.random.split(key, 3)
            logits = mlp(params[0], state, jnp.tanh)
            value = mlp(params[1], state, jnp.tanh)[:, 0]
            action = jax.random.categorical(ka, logits)
            logp = jnp.take_along_axis(jax.nn.log_softmax(logits), action[:, None], 1)[:, 0]
            nxt, t, term, trunc = jax.vmap(cart_step)(state, clock, action)
            end = term | trunc
            after = mlp(params[1], nxt, jnp.tanh)[:, 0]
            # The value behind a time limit counts, that of a fall does not.
            reward = 1.0 + jnp.where(trunc & ~term, 0.98 * after, 0.0)
            state = jnp.where(end[:, None], start(kr), nxt)
            return (params, state, jnp.where(end, 0, t), key), (carry[1], action, logp, value, reward, end)

        def update(carry, i):
            params, opt, state, clock, key = carry
            (_, state, clock, key), (o, ac, lp, v, r, end) = jax.lax.scan(
                rollout, (params, state, clock, key), None, horizon)
            last = mlp(params[1], state, jnp.tanh)[:, 0]

            def back(c, x):
                adv, nv = c
                r, v, e = x
                delta = r + 0.98 * nv * (1 - e) - v
                adv = delta + 0.98 * 0.8 * (1 - e) * adv
                return (adv, v), adv
            _, adv = jax.lax.scan(back, (jnp.zeros(n), last), (r, v, end.astype(jnp.float32)), reverse=True)
            flat = lambda x: x.reshape(n * horizon, *x.shape[2:])
            data = tuple(map(flat, (o, ac, lp, adv, adv + v)))
            lr = 1e-3 * (1 - i / updates)

            def minibatch(c, rows):
                params, opt = c
                bo, ba, bl, badv, bret = (x[rows] for x in data)
                badv = (badv - badv.mean()) / (badv.std() + 1e-8)

                def loss(p):
                    lp = jax.nn.log_softmax(mlp(p[0], bo, jnp.tanh))
                    new = jnp.take_along_axis(lp, ba[:, None], 1)[:, 0]
                    ratio = jnp.exp(new - bl)
                    pg = jnp.maximum(-badv * ratio, -badv * jnp.clip(ratio, 0.8, 1.2)).mean()
                    vf = ((mlp(p[1], bo, jnp.tanh)[:, 0] - bret) ** 2).mean()
                    return pg + 0.5 * vf
                grads = jax.grad(loss)(params)
                norm = jnp.sqrt(sum(jnp.vdot(g, g) for g in jax.tree.leaves(grads)))
                grads = jax.tree.map(lambda g: g * jnp.minimum(1.0, 0.5 / (norm + 1e-6)), grads)
                return adam(params, opt, grads, lr, 1e-5), None

            def epoch(c, _):
                params, opt, key = c
                key, k = jax.random.split(key)
                rows = jax.random.permutation(k, n * horizon).reshape(parts, -1)
                (params, opt), _ = jax.lax.scan(minibatch, (params, opt), rows)
                return (params, opt, key), None
            (params, opt, key), _ = jax.lax.scan(epoch, (params, opt, key), None, epochs)
            # Mean length of episodes: steps by ends.
            return (params, opt, state, clock, key), n * horizon / jnp.maximum(1, end.sum())

        _, lengths = jax.lax.scan(update, (params, opt, state, clock, key), jnp.arange(updates))
        return lengths

    keys = jax.random.split(jax.random.key(seed), a.seeds)
    run = jax.jit(jax.vmap(train)) if a.seeds > 1 else jax.jit(train)
    given = keys if a.seeds > 1 else keys[0]
    compiled = run.lower(given).compile()
    clock = Clock()
    lengths = np.asarray(compiled(given))
    steps = updates * n * horizon * a.seeds
    return dict(clock.rates(env_steps=steps, updates=updates * epochs * parts * a.seeds),
                last_length=float(np.mean(lengths[..., -1])))


def dpo(a, seed):
    """The task dpo of pytorch_baseline2.py: 10,000 pairs of 5 of 6 tokens after one of 8 prompts, 64-64 net beside a reference table."""
    V, L, P, B, beta, count = 6, 5, 8, 64, 0.5, 10_000
    g = np.random.default_rng(seed)
    table = g.normal(0, 0.7, (P, L, V + 1, V)).astype(np.float32)
    worth = g.normal(0, 1, (P, L, V)) / math.sqrt(L)
    prob = np.exp(table) / np.exp(table).sum(-1, keepdims=True)

    def sample(p):
        y, prev = np.zeros((count, L), np.int64), np.full(count, V)
        for k in range(L):
            c = prob[p, k, prev].cumsum(1)
            y[:, k] = prev = (g.random(count)[:, None] * c[:, -1:] > c).sum(1).clip(0, V - 1)
        return y

    p = g.integers(0, P, count)
    pair = [sample(p), sample(p)]
    r = [worth[p[:, None], np.arange(L), y].sum(1) for y in pair]
    swap = g.random(count) >= 1 / (1 + np.exp(r[1] - r[0]))
    Y = np.stack(pair, 1)
    Y[swap] = Y[swap][:, ::-1]
    X = np.zeros((count, 2, L, P + L + L * V), np.float32)
    X[np.arange(count), :, :, p] = 1
    for k in range(L):
        X[:, :, k, P + k] = 1
        for j in range(k):
            np.put_along_axis(X[:, :, k], P + L + j * V + Y[:, :, j, None], 1, 2)
    prev = np.concatenate((np.full((count, 2, 1), V), Y[:, :, :-1]), 2)
    T = table[p[:, None, None], np.arange(L), prev]
    X, T, Y = jnp.asarray(X), jnp.asarray(T), jnp.asarray(Y)
    picked = lambda z, y: jnp.take_along_axis(jax.nn.log_softmax(z), y[..., None], -1)[..., 0].sum(-1)
    ref = picked(T, Y)
    params = mlp_init(jax.random.key(seed), X.shape[-1], 64, 64, V)
    params[-1] = tuple(jnp.zeros_like(x) for x in params[-1])
    opt = adam_init(params)

    def loss_of(params, k):
        lead = picked(T[k] + mlp(params, X[k]), Y[k]) - ref[k]
        return jax.nn.softplus(-beta * (lead[:, 0] - lead[:, 1])).mean()

    def update(params, opt, k):
        loss, grads = jax.value_and_grad(loss_of)(params, k)
        params, opt = adam(params, opt, grads, 3e-3)
        return params, opt, loss

    step = jax.jit(update, donate_argnums=(0, 1))
    clock = Clock()
    for i in range(a.steps + 20):
        if i == 20:
            jax.block_until_ready(params)
            clock = Clock()
        params, opt, loss = step(params, opt, g.integers(0, count, B))
    last = float(loss)
    return dict(clock.rates(updates=a.steps, pairs=a.steps * B), last_loss=last)


TASKS = {"dqn-cleanrl": dqn, "dqn-heavy": dqn, "reinforce": reinforce, "focal": focal, "mnr": mnr, "ppo-cartpole": ppo, "dpo": dpo}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--task", required=True, choices=sorted(TASKS))
    ap.add_argument("--steps", type=int, default=4_000)
    ap.add_argument("--repeats", type=int, default=1)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--envs", type=int, default=8, help="ppo-cartpole: environments")
    ap.add_argument("--seeds", type=int, default=1, help="ppo-cartpole: seeds under one vmap")
    a = ap.parse_args()
    runs = [TASKS[a.task](a, a.seed + i) for i in range(a.repeats)]
    med = {k: round(statistics.median(r[k] for r in runs), 4 if "loss" in k else 1) for k in runs[0]}
    print(json.dumps(dict(task=a.task, steps=a.steps, threads=a.threads, jax=jax.__version__, median=med)))


if __name__ == "__main__":
    main()
