"""Optimal values of finite envs to 40 digits, written to optima.json: policy iteration in mpmath.

    python test/golden/optima.py < tables.json > test/golden/optima.json

tables.json is a list of {name, gamma, table: {states, actions, start, P, terminal}} as the library's `transitions()` gives
them. Probabilities that add up to 1 but for rounding are divided by their sum; rewards and gamma count as the doubles they are.
"""
import json
import sys

import mpmath as mp

mp.mp.dps = 40


def solve(table, gamma):
    n, actions, terminal = table["states"], table["actions"], set(table["terminal"])
    P = []
    for rows in table["P"]:
        P.append([])
        for row in rows:
            total = mp.fsum(mp.mpf(o[0]) for o in row)
            P[-1].append([(mp.mpf(p) / total, to, mp.mpf(r), end or to in terminal) for p, to, r, end in row])
    q = lambda V, s, a: mp.fsum(p * (r + (0 if end else gamma * V[to])) for p, to, r, end in P[s][a])
    V = [mp.mpf(0)] * n
    # A float start by value iteration, so that at gamma 1 the first policy ends every episode.
    for _ in range(400):
        for s in range(n):
            if s not in terminal:
                V[s] = max(q(V, s, a) for a in range(actions))
    policy = [max(range(actions), key=lambda a: (q(V, s, a), -a)) for s in range(n)]
    while True:
        A, b = mp.eye(n), mp.zeros(n, 1)
        for s in range(n):
            if s in terminal:
                continue
            for p, to, r, end in P[s][policy[s]]:
                b[s] += p * r
                if not end:
                    A[s, to] -= gamma * p
        V = list(mp.lu_solve(A, b))
        changed = False
        for s in range(n):
            if s in terminal:
                continue
            best = max(range(actions), key=lambda a: q(V, s, a))
            if q(V, s, best) > q(V, s, policy[s]) + mp.mpf(10) ** -25 * (1 + abs(V[s])):
                policy[s], changed = best, True
        if not changed:
            return V


result = []
for one in json.load(sys.stdin):
    V = solve(one["table"], mp.mpf(one["gamma"]))
    result.append({k: one[k] for k in ("name", "params", "gamma")} | {"V": [mp.nstr(v, 20) for v in V]})
json.dump(result, sys.stdout, indent=0)
