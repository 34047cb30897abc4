#!/usr/bin/env python3
"""PyTorch baselines for the second stage, for speed and for learning, one process, CPU.

  python3 pytorch_baseline2.py --task dqn-minatar  --steps 1500
  python3 pytorch_baseline2.py --task sac-pendulum --steps 1000
  python3 pytorch_baseline2.py --task ppo-cartpole --steps 20480
  python3 pytorch_baseline2.py --task dpo          --steps 1000
  python3 pytorch_baseline2.py --task dqn-minatar  --steps 400000 --every 4 --learn --seed 3

Without --learn the timed part starts once updates run at full pace, --repeats times; the JSON has every repeat and the
medians. *_per_cpu_s divides by this process's CPU seconds instead of wall seconds: with one thread it stays honest on a busy
machine, and blas_core tells which kernels it had. --updates-only leaves acting and the environment out of the timed part (dqn-minatar, sac-pendulum). With --learn it
trains from scratch and reports returns; dpo then reports the KL to the exact optimum.
The environments are plain Python after the rules of rl-more.md.
"""
import argparse
import ctypes
import json
import math
import os
import random
import statistics
import sys
import time


if "--threads" in sys.argv[:-1]:
    WANTED = sys.argv[sys.argv.index("--threads") + 1]
else:
    WANTED = "1"
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # torch.set_num_threads does not reach a pthread OpenBLAS
    os.environ.setdefault(name, WANTED)


def blas_core():
    """The kernel that OpenBLAS chose. 0.3.21 does not know newer Intel CPUs and takes Prescott (SSE3), five times too slow."""
    try:
        name = ctypes.CDLL("libopenblas.so.0").openblas_get_corename
    except (OSError, AttributeError):
        return "unknown"
    name.restype = ctypes.c_char_p
    return name().decode()


CORE = blas_core()
if CORE == "Prescott" and "OPENBLAS_CORETYPE" not in os.environ:
    flags = open("/proc/cpuinfo").read()
    better = "SkylakeX" if "avx512f" in flags else "Haswell" if "avx2" in flags else None
    if better:
        os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, OPENBLAS_CORETYPE=better))

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from cartpole import Clock


# ----------------------------------------------------------------- environments
class Breakout:
    """MinAtar's game: 10x10x4, six actions, sticky .1."""

    shape, actions = (4, 10, 10), 6

    def __init__(self, seed, sticky=0.1):
        self.rng, self.sticky, self.last = random.Random(seed), sticky, 0

    def reset(self):
        right = self.rng.random() < 0.5
        self.x, self.y, self.dx, self.dy = (0 if right else 9), 3, (1 if right else -1), 1
        self.px, self.py, self.paddle, self.struck = self.x, self.y, 4, False
        self.wall = np.zeros((10, 10), np.uint8)
        self.wall[1:4] = 1
        self.left = 30
        return self.see()

    def see(self):
        o = np.zeros((4, 10, 10), np.uint8)
        o[0, 9, self.paddle] = 1
        o[1, self.y, self.x] = 1
        o[2, self.py, self.px] = 1
        o[3] = self.wall
        return o

    def step(self, a):
        if self.sticky and self.rng.random() < self.sticky:
            a = self.last
        self.last = a
        if a == 1:
            self.paddle = max(0, self.paddle - 1)
        elif a == 3:
            self.paddle = min(9, self.paddle + 1)
        self.px, self.py = self.x, self.y
        x, y, r, over, hit = self.x + self.dx, self.y + self.dy, 0.0, False, False
        if x < 0 or x > 9:
            x, self.dx = min(9, max(0, x)), -self.dx
        if y < 0:
            y, self.dy = 0, -self.dy
        elif self.wall[y, x]:
            hit = True
            if not self.struck:
                r, self.struck = 1.0, True
                self.wall[y, x] = 0
                self.left -= 1
                y, self.dy = self.py, -self.dy
        elif y == 9:
            if self.left == 0:
                self.wall[1:4] = 1
                self.left = 30
            if self.px == self.paddle:
                y, self.dy = self.py, -self.dy
            elif x == self.paddle:
                y, self.dx, self.dy = self.py, -self.dx, -self.dy
            else:
                over = True
        if not hit:
            self.struck = False
        self.x, self.y = x, y
        return self.see(), r, over


class Pendulum:
    obs_dim, limit = 3, 200

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def reset(self):
        self.th, self.w, self.t = self.rng.uniform(-math.pi, math.pi), self.rng.uniform(-1, 1), 0
        return self.see()

    def see(self):
        return np.array((math.cos(self.th), math.sin(self.th), self.w), np.float32)

    def step(self, u):
        u = min(2.0, max(-2.0, u))
        wrapped = (self.th + math.pi) % (2 * math.pi) - math.pi
        cost = wrapped * wrapped + 0.1 * self.w * self.w + 0.001 * u * u
        self.w = min(8.0, max(-8.0, self.w + (15.0 * math.sin(self.th) + 3.0 * u) * 0.05))
        self.th += self.w * 0.05
        self.t += 1
        return self.see(), -cost, self.t >= self.limit


class CartPole:
    obs_dim, actions, limit = 4, 2, 500

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def reset(self):
        u = self.rng.uniform
        self.s, self.t = (u(-0.05, 0.05), u(-0.05, 0.05), u(-0.05, 0.05), u(-0.05, 0.05)), 0
        return self.s

    def step(self, a):
        x, v, th, w = self.s
        c, s = math.cos(th), math.sin(th)
        push = ((10.0 if a == 1 else -10.0) + 0.05 * w * w * s) / 1.1
        wacc = (9.8 * s - c * push) / (0.5 * (4.0 / 3.0 - 0.1 * c * c / 1.1))
        acc = push - 0.05 * wacc * c / 1.1
        x, v, th, w = x + 0.02 * v, v + 0.02 * acc, th + 0.02 * w, w + 0.02 * wacc
        self.s = (x, v, th, w)
        self.t += 1
        return self.s, 1.0, abs(x) > 2.4 or abs(th) > 0.20943951023931953, self.t >= self.limit


def mlp(*sizes, act=nn.ReLU):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers.append(act())
    return nn.Sequential(*layers)


# ------------------------------------------------------------------ DQN, MinAtar
def minatar_net(channels, actions):
    return nn.Sequential(nn.Conv2d(channels, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, actions))


def dqn_minatar(a, seed, learn):
    """Batch 32, an update every --every frames, target copied every 1000 frames, Huber; Adam 2.5e-4 (eps 3.125e-4) or the paper's RMSProp."""
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    env = Breakout(seed)
    net, target = minatar_net(4, 6), minatar_net(4, 6)
    target.load_state_dict(net.state_dict())
    if a.optimizer == "adam":
        opt = torch.optim.Adam(net.parameters(), lr=2.5e-4, eps=3.125e-4, foreach=a.foreach)
    else:
        opt = torch.optim.RMSprop(net.parameters(), lr=2.5e-4, alpha=0.95, eps=0.01, centered=True)
    warm, cap = (5_000 if learn else 2_000), 100_000
    total = a.steps if learn else a.steps + warm
    O, N = np.zeros((cap, 4, 10, 10), np.uint8), np.zeros((cap, 4, 10, 10), np.uint8)
    A, R, D = np.zeros(cap, np.int64), np.zeros(cap, np.float32), np.zeros(cap, np.float32)
    clock, updates, ret, returns, marks = Clock(), 0, 0.0, [], []

    def update(n):
        k = np.random.randint(0, n, 32)
        o, nx = torch.from_numpy(O[k]).float(), torch.from_numpy(N[k]).float()
        ac, rw, d = torch.from_numpy(A[k]), torch.from_numpy(R[k]), torch.from_numpy(D[k])
        with torch.no_grad():
            y = rw + 0.99 * (1 - d) * target(nx).max(1)[0]
        loss = F.smooth_l1_loss(net(o).gather(1, ac[:, None])[:, 0], y)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
        return loss

    obs, loss = env.reset(), torch.zeros(())
    for step in range(total):
        eps = max(0.1, 1 - 0.9 * max(0, step - warm) / (100_000 if learn else 1))
        if step < warm or random.random() < eps:
            act = random.randrange(6)
        else:
            with torch.no_grad():
                act = int(net(torch.from_numpy(obs).float()[None]).argmax())
        nxt, r, over = env.step(act)
        i = step % cap
        O[i], N[i], A[i], R[i], D[i] = obs, nxt, act, r, over
        ret += r
        if over:
            returns.append(ret)
            obs, ret = env.reset(), 0.0
        else:
            obs = nxt
        if step == warm:
            clock.start()
            updates = 0
            if a.updates_only and not learn:
                for _ in range(a.steps):
                    loss = update(warm)
                return dict(clock.rates(updates=a.steps), last_loss=float(loss.detach()))
        if step >= warm and step % a.every == 0:
            loss = update(min(step + 1, cap))
            updates += 1
        if step % 1000 == 0:
            target.load_state_dict(net.state_dict())
        if learn and step and step % 50_000 == 0:
            marks.append([step, round(sum(returns[-100:]) / max(1, len(returns[-100:])), 2)])
    if learn:
        return dict(wall_seconds=round(time.perf_counter() - clock.wall, 1), cpu_seconds=round(time.process_time() - clock.cpu, 1), updates=updates,
                    online_mean_last_100=marks, final_mean_last_100=round(sum(returns[-100:]) / 100, 2), episodes=len(returns))
    return dict(clock.rates(env_steps=a.steps, updates=updates), last_loss=float(loss.detach()))


# ----------------------------------------------------------------- SAC, Pendulum
def sac_pendulum(a, seed, learn):
    """256-256, batch 256, twin critics, automatic temperature, one update of everything a step (SB3's defaults, lr 1e-3 as in its zoo)."""
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    env = Pendulum(seed)
    h = a.hidden
    actor, q1, q2, t1, t2 = mlp(3, h, h, 2), mlp(4, h, h, 1), mlp(4, h, h, 1), mlp(4, h, h, 1), mlp(4, h, h, 1)
    t1.load_state_dict(q1.state_dict()), t2.load_state_dict(q2.state_dict())
    lr = a.lr or 1e-3
    opt_a = torch.optim.Adam(actor.parameters(), lr=lr, foreach=a.foreach)
    opt_q = torch.optim.Adam(list(q1.parameters()) + list(q2.parameters()), lr=lr, foreach=a.foreach)
    log_alpha = torch.zeros((), requires_grad=True)
    opt_t = torch.optim.Adam([log_alpha], lr=lr)
    warm, cap = (100 if learn else 1_000), 20_000 + 1_000
    total = a.steps if learn else a.steps + warm
    O, N, U, R = np.zeros((cap, 3), np.float32), np.zeros((cap, 3), np.float32), np.zeros((cap, 1), np.float32), np.zeros(cap, np.float32)

    def draw(o):
        mean, log_std = actor(o).chunk(2, 1)
        std = log_std.clamp(-20, 2).exp()
        z = mean + std * torch.randn_like(mean)
        u = torch.tanh(z)
        logp = (-0.5 * ((z - mean) / std) ** 2 - std.log() - 0.9189385332046727 - 2 * (0.6931471805599453 - z - F.softplus(-2 * z))).sum(1)
        return u, logp

    def update(n):
        k = np.random.randint(0, n, 256)
        o, nx, u, r = (torch.from_numpy(x[k]) for x in (O, N, U, R))
        fresh, logp = draw(o)
        alpha = log_alpha.exp().detach()
        loss_t = -(log_alpha * (logp.detach() - 1.0)).mean()  # target entropy -1
        opt_t.zero_grad(set_to_none=True), loss_t.backward(), opt_t.step()
        with torch.no_grad():
            un, ln = draw(nx)
            x = torch.cat((nx, un), 1)
            y = r + 0.99 * (torch.minimum(t1(x), t2(x))[:, 0] - alpha * ln)  # Pendulum has no end, only a limit
        x = torch.cat((o, u), 1)
        loss_q = F.mse_loss(q1(x)[:, 0], y) + F.mse_loss(q2(x)[:, 0], y)
        opt_q.zero_grad(set_to_none=True), loss_q.backward(), opt_q.step()
        x = torch.cat((o, fresh), 1)
        loss_a = (alpha * logp - torch.minimum(q1(x), q2(x))[:, 0]).mean()
        opt_a.zero_grad(set_to_none=True), loss_a.backward(), opt_a.step()
        with torch.no_grad():
            for t, q in ((t1, q1), (t2, q2)):
                for pt, pq in zip(t.parameters(), q.parameters()):
                    pt.lerp_(pq, 0.005)
        return loss_q

    def greedy(episodes, first):
        out = []
        for e in range(episodes):
            v = Pendulum(first + e)
            o, g, over = v.reset(), 0.0, False
            while not over:
                with torch.no_grad():
                    u = float(torch.tanh(actor(torch.from_numpy(o)[None])[0, 0])) * 2
                o, r, over = v.step(u)
                g += r
            out.append(g)
        return sum(out) / episodes

    clock, updates, obs, evals, loss = Clock(), 0, env.reset(), [], torch.zeros(())
    for step in range(total):
        if step < warm:
            u = random.uniform(-1, 1)
        else:
            with torch.no_grad():
                u = float(draw(torch.from_numpy(obs)[None])[0])
        nxt, r, cut = env.step(2 * u)
        i = step % cap
        O[i], N[i], U[i], R[i] = obs, nxt, u, r
        obs = env.reset() if cut else nxt
        if step == warm:
            clock.start()
            if a.updates_only and not learn:
                for _ in range(a.steps):
                    loss = update(warm)
                return dict(clock.rates(updates=a.steps), last_loss=float(loss.detach()))
        if step >= warm:
            loss = update(min(step + 1, cap))
            updates += 1
        if learn and step and step % 2_500 == 0:
            evals.append([step, round(greedy(5, 10_000 + step), 1)])
    if learn:
        return dict(wall_seconds=round(time.perf_counter() - clock.wall, 1), evaluations=evals, greedy_final_50_episodes=round(greedy(50, 900_000 + seed), 1))
    return dict(clock.rates(env_steps=a.steps, updates=updates), last_loss=float(loss.detach()))


# ----------------------------------------------------------------- PPO, CartPole
def ppo_cartpole(a, seed, learn):
    """8 envs x 32 steps, 20 epochs of one batch of 256, lr 1e-3 falling, lambda .8, gamma .98, 64-64 tanh apart (SB3's zoo)."""
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    n, T = a.envs, 32
    envs = [CartPole(1000 * seed + i) for i in range(n)]
    actor, critic = mlp(4, 64, 64, 2, act=nn.Tanh), mlp(4, 64, 64, 1, act=nn.Tanh)
    for net, gain in ((actor, 0.01), (critic, 1.0)):
        for m in net:
            if isinstance(m, nn.Linear):
                nn.init.orthogonal_(m.weight, math.sqrt(2)), nn.init.zeros_(m.bias)
        nn.init.orthogonal_(net[-1].weight, gain)
    params = list(actor.parameters()) + list(critic.parameters())
    opt = torch.optim.Adam(params, lr=1e-3, eps=1e-5, foreach=a.foreach)
    obs, returns, running = np.array([e.reset() for e in envs], np.float32), [], np.zeros(n)
    iterations = max(1, a.steps // (n * T))
    warm = 0 if learn else 3
    clock, updates = Clock(), 0
    for it in range(iterations + warm):
        if it == warm:
            clock.start()
            updates = 0
        frac = 1 - it / (iterations + warm) if learn else 1.0
        for g in opt.param_groups:
            g["lr"] = 1e-3 * frac
        O, A, L, R = np.zeros((T, n, 4), np.float32), np.zeros((T, n), np.int64), np.zeros((T, n), np.float32), np.zeros((T, n), np.float32)
        V, NV, D, E = np.zeros((T + 1, n), np.float32), np.zeros((T, n), np.float32), np.zeros((T, n), np.float32), np.zeros((T, n), np.float32)
        for t in range(T):
            with torch.no_grad():
                o = torch.from_numpy(obs)
                logp = F.log_softmax(actor(o), 1)
                act = torch.multinomial(logp.exp(), 1)
                V[t] = critic(o)[:, 0].numpy()
            L[t], A[t], O[t] = logp.gather(1, act)[:, 0].numpy(), act[:, 0].numpy(), obs
            for i, e in enumerate(envs):
                s, r, over, cut = e.step(int(A[t, i]))
                R[t, i], running[i] = r, running[i] + r
                if over or cut:
                    E[t, i], D[t, i] = 1, float(over)
                    if cut and not over:
                        with torch.no_grad():
                            NV[t, i] = float(critic(torch.tensor([s], dtype=torch.float32)))
                    returns.append(running[i])
                    running[i], s = 0.0, e.reset()
                obs[i] = s
        with torch.no_grad():
            V[T] = critic(torch.from_numpy(obs))[:, 0].numpy()
        adv, after = np.zeros((T, n), np.float32), np.zeros(n, np.float32)
        for t in reversed(range(T)):
            nextv = np.where(E[t] == 1, NV[t] * (1 - D[t]), V[t + 1])
            delta = R[t] + 0.98 * nextv - V[t]
            after = delta + 0.98 * 0.8 * (1 - E[t]) * after
            adv[t] = after
        o, ac, old = torch.from_numpy(O.reshape(-1, 4)), torch.from_numpy(A.reshape(-1)), torch.from_numpy(L.reshape(-1))
        ad, rt = torch.from_numpy(adv.reshape(-1)), torch.from_numpy((adv + V[:T]).reshape(-1))
        batches = (k for _ in range(20) for k in torch.randperm(n * T).split(256))
        for k in batches:
            x, z = o[k], ad[k]
            z = (z - z.mean()) / (z.std() + 1e-8)
            ratio = (F.log_softmax(actor(x), 1).gather(1, ac[k][:, None])[:, 0] - old[k]).exp()
            clip = 0.2 * frac
            loss = -torch.minimum(ratio * z, ratio.clamp(1 - clip, 1 + clip) * z).mean() + 0.5 * F.mse_loss(critic(x)[:, 0], rt[k])
            opt.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(params, 0.5)
            opt.step()
            updates += 1
    if learn:
        got = []
        for e in range(50):
            v = CartPole(777_000 + e)
            s, g, end = v.reset(), 0.0, False
            while not end:
                with torch.no_grad():
                    s, r, over, cut = v.step(int(actor(torch.tensor(s, dtype=torch.float32)).argmax()))
                g, end = g + r, over or cut
            got.append(g)
        return dict(wall_seconds=round(time.perf_counter() - clock.wall, 1), episodes=len(returns), greedy_final_50_episodes=sum(got) / 50)
    return dict(clock.rates(iterations=iterations, env_steps=iterations * n * T, updates=updates), last_loss=float(loss.detach()))


# --------------------------------------------------------------------------- DPO
def dpo(a, seed, learn):
    """Sequences of 5 out of 6 tokens after one of 8 prompts; logits = reference table + 64-64 net of (prompt, position, tokens so far); 64 pairs."""
    V, L, P, B, beta = (4, 3, 4, 64, 0.5) if learn else (6, 5, 8, 64, 0.5)
    torch.manual_seed(seed)
    g = np.random.default_rng(seed)
    count = 10_000
    table = torch.from_numpy(g.normal(0, 0.7, (P, L, V + 1, V)).astype(np.float32))  # by prompt, position, previous token
    worth = g.normal(0, 1, (P, L, V)) * (1 / math.sqrt(L))
    prob = torch.softmax(table, -1).numpy()

    def sample(p):
        y, prev = np.zeros((len(p), L), np.int64), np.full(len(p), V)
        for k in range(L):
            c = prob[p, k, prev].cumsum(1)
            y[:, k] = (g.random(len(p))[:, None] * c[:, -1:] > c).sum(1).clip(0, V - 1)
            prev = y[:, k]
        return y

    def reward(p, y):
        return worth[p[:, None], np.arange(L)[None], y].sum(1)

    p = g.integers(0, P, count)
    y1, y2 = sample(p), sample(p)
    first = g.random(count) < 1 / (1 + np.exp(-(reward(p, y1) - reward(p, y2))))
    win, lose = np.where(first[:, None], y1, y2), np.where(first[:, None], y2, y1)
    net = mlp(P + L + L * V, 64, 64, V)
    nn.init.zeros_(net[-1].weight), nn.init.zeros_(net[-1].bias)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3, foreach=a.foreach)

    def encode(p, y):
        n = len(p)
        x = np.zeros((n, L, P + L + L * V), np.float32)
        x[np.arange(n), :, p] = 1
        for k in range(L):
            x[:, k, P + k] = 1
            for j in range(k):
                x[np.arange(n), k, P + L + j * V + y[:, j]] = 1
        prev = np.concatenate((np.full((n, 1), V), y[:, :-1]), 1)
        return x, table[p[:, None], np.arange(L)[None], prev].numpy()

    def logps(x, ref, y):
        z = ref + net(x.reshape(-1, x.shape[-1])).reshape(ref.shape)
        return F.log_softmax(z, -1).gather(2, y[..., None])[..., 0].sum(1)

    (xw, rw), (xl, rl) = encode(p, win), encode(p, lose)
    X, T, Y = (torch.from_numpy(np.stack(v, 1)) for v in ((xw, xl), (rw, rl), (win, lose)))
    ref = F.log_softmax(T, -1).gather(3, Y[..., None])[..., 0].sum(2)
    clock, warm = Clock(), 0 if learn else 20
    for i in range(a.steps + warm):
        if i == warm:
            clock.start()
        if learn:
            for q in opt.param_groups:
                q["lr"] = 3e-3 * (1 - 0.95 * i / a.steps)
        k = torch.from_numpy(g.integers(0, count, B))
        lp = logps(X[k].reshape(2 * B, L, -1), T[k].reshape(2 * B, L, V), Y[k].reshape(2 * B, L)).reshape(B, 2)
        h = (lp[:, 0] - ref[k, 0]) - (lp[:, 1] - ref[k, 1])
        loss = F.softplus(-beta * h).mean()
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
    if not learn:
        return dict(clock.rates(updates=a.steps, pairs=a.steps * B), last_loss=float(loss.detach()))
    seqs = np.array([[(i // V ** (L - 1 - k)) % V for k in range(L)] for i in range(V ** L)])
    kls = []
    for q in range(P):
        pq = np.full(len(seqs), q)
        x, r0 = encode(pq, seqs)
        with torch.no_grad():
            lp = logps(torch.from_numpy(x), torch.from_numpy(r0), torch.from_numpy(seqs)).double().numpy()
        lr = F.log_softmax(torch.from_numpy(r0), -1).gather(2, torch.from_numpy(seqs)[..., None])[..., 0].sum(1).double().numpy()
        u = lr + reward(pq, seqs) / beta
        star = u - np.logaddexp.reduce(u)
        kls.append(float((np.exp(lp) * (lp - star)).sum()))
    return dict(wall_seconds=round(time.perf_counter() - clock.wall, 1), kl_to_optimum=round(sum(kls) / P, 4))


TASKS = {"dqn-minatar": dqn_minatar, "sac-pendulum": sac_pendulum, "ppo-cartpole": ppo_cartpole, "dpo": dpo}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--task", required=True, choices=sorted(TASKS))
    ap.add_argument("--steps", type=int, default=2_000)
    ap.add_argument("--repeats", type=int, default=3)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--every", type=int, default=1, help="dqn-minatar: frames an update")
    ap.add_argument("--optimizer", choices=["adam", "rmsprop"], default="adam")
    ap.add_argument("--hidden", type=int, default=256, help="sac-pendulum: units of both layers")
    ap.add_argument("--envs", type=int, default=8, help="ppo-cartpole: environments")
    ap.add_argument("--updates-only", action="store_true")
    ap.add_argument("--foreach", action="store_true", help="multi-tensor Adam")
    ap.add_argument("--learn", action="store_true")
    ap.add_argument("--lr", type=float, default=None)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    head = dict(task=a.task, steps=a.steps, threads=a.threads, env="own", foreach=a.foreach, torch=torch.__version__, blas_core=CORE)
    if a.task == "dqn-minatar":
        head.update(every=a.every, optimizer=a.optimizer)
    if a.task == "sac-pendulum":
        head.update(hidden=a.hidden)
    if a.updates_only:
        head["updates_only"] = True
    if a.learn:
        print(json.dumps(dict(head, seed=a.seed, learn=TASKS[a.task](a, a.seed, True))))
        return
    runs = [TASKS[a.task](a, a.seed + i, False) for i in range(a.repeats)]
    med = {k: round(statistics.median(r[k] for r in runs), 4 if "loss" in k else 1) for k in runs[0]}
    print(json.dumps(dict(head, median=med, repeats=[{k: round(v, 4) for k, v in r.items()} for r in runs])))


if __name__ == "__main__":
    main()
