"""Golden values of src/env/tokens by an independent enumeration: lists of answers, no tree, no shared code.

    python test/golden/tokens.py > test/golden/tokens.json

Worlds are random tables of logits by (prompt, place, token before), the last of which stands for the start. Some have an
end token (0), after which an answer is over. Every figure is a plain sum over all answers in double precision (math.fsum).
"""

import itertools
import json
import math
import random


def answers(vocabulary, length, end):
    """All answers, in the order of their tokens."""
    if not end:
        return list(itertools.product(range(vocabulary), repeat=length))
    found = []
    for n in range(1, length + 1):
        for tokens in itertools.product(range(vocabulary), repeat=n):
            if 0 in tokens[:-1] or (tokens[-1] != 0 and n < length):
                continue
            found.append(tokens)
    return sorted(found)


def log_softmax(logits):
    top = max(logits)
    total = top + math.log(math.fsum(math.exp(z - top) for z in logits))
    return [z - total for z in logits]


def log_probability(table, tokens, vocabulary):
    before = vocabulary
    terms = []
    for place, token in enumerate(tokens):
        terms.append(log_softmax(table[place][before])[token])
        before = token
    return math.fsum(terms)


def mean(values):
    return math.fsum(values) / len(values)


def expectation(logs, values):
    return mean([math.fsum(math.exp(l) * v for l, v in zip(ls, vs)) for ls, vs in zip(logs, values)])


def kl(p, q):
    return expectation(p, [[a - b for a, b in zip(ps, qs)] for ps, qs in zip(p, q)])


def tilted(reference, rewards, beta):
    logs, partitions = [], []
    for ls, rs in zip(reference, rewards):
        weights = [l + r / beta for l, r in zip(ls, rs)]
        top = max(weights)
        z = top + math.log(math.fsum(math.exp(w - top) for w in weights))
        partitions.append(z)
        logs.append([w - z for w in weights])
    return logs, partitions


def frontier_at(reference, rewards, target):
    """Reward of the tilted policy whose divergence is `target`: bisection on log beta."""
    low, high = math.log(1e-3), math.log(1e3)
    for _ in range(200):
        middle = (low + high) / 2
        logs, _ = tilted(reference, rewards, math.exp(middle))
        if kl(logs, reference) > target:
            low = middle
        else:
            high = middle
    logs, _ = tilted(reference, rewards, math.exp(middle))
    return expectation(logs, rewards)


def win_rate(policy, reference, rewards):
    result = []
    for ps, qs, rs in zip(policy, reference, rewards):
        terms = []
        for p, r in zip(ps, rs):
            for q, s in zip(qs, rs):
                terms.append(math.exp(p + q) * (1 if r > s else 0.5 if r == s else 0))
        result.append(math.fsum(terms))
    return mean(result)


def best_of(reference, rewards, n):
    logs = []
    for ls, rs in zip(reference, rewards):
        own = []
        for l, r in zip(ls, rs):
            below = math.fsum(math.exp(m) for m, s in zip(ls, rs) if s < r)
            tied = math.fsum(math.exp(m) for m, s in zip(ls, rs) if s == r)
            own.append(l + math.log(((below + tied) ** n - below**n) / tied))
        logs.append(own)
    return {"n": n, "reward": expectation(logs, rewards), "kl": kl(logs, reference)}


def table(rng, prompts, length, vocabulary, scale):
    row = lambda: [round(rng.gauss(0, scale), 2) for _ in range(vocabulary)]
    return [[[row() for _ in range(vocabulary + 1)] for _ in range(length)] for _ in range(prompts)]


def world(name, seed, vocabulary, length, prompts, end):
    rng = random.Random(seed)
    reference_table = table(rng, prompts, length, vocabulary, 0.7)
    policy_table = table(rng, prompts, length, vocabulary, 1.0)
    all_answers = answers(vocabulary, length, end)
    # Two decimals, so that some answers tie.
    rewards = [[round(rng.gauss(0, 1), 1) for _ in all_answers] for _ in range(prompts)]
    logs = lambda t: [[log_probability(t[x], y, vocabulary) for y in all_answers] for x in range(prompts)]
    reference, policy = logs(reference_table), logs(policy_table)
    visible = [[sum(1 for t in y if not (end and t == 0)) for y in all_answers] for _ in range(prompts)]
    divergence = kl(policy, reference)
    optima = []
    for beta in (0.1, 0.5, 2):
        best, partitions = tilted(reference, rewards, beta)
        reward, distance = expectation(best, rewards), kl(best, reference)
        optima.append(
            {
                "beta": beta,
                "log_partition": partitions,
                "log_probability": best,
                "reward": reward,
                "kl": distance,
                "objective": reward - beta * distance,
                "policy_objective": expectation(policy, rewards) - beta * divergence,
                "policy_kl_to_optimum": kl(policy, best),
            }
        )
    return {
        "name": name,
        "vocabulary": vocabulary,
        "length": length,
        "prompts": prompts,
        "end": end,
        "answers": [list(y) for y in all_answers],
        "reference": reference_table,
        "policy": policy_table,
        "rewards": rewards,
        "log_reference": reference,
        "log_policy": policy,
        "optimum": optima,
        "reference_reward": expectation(reference, rewards),
        "policy_reward": expectation(policy, rewards),
        "policy_kl_to_reference": divergence,
        "policy_entropy": expectation(policy, [[-l for l in ls] for ls in policy]),
        "policy_length": expectation(policy, visible),
        "policy_win_rate": win_rate(policy, reference, rewards),
        "frontier_at_policy": frontier_at(reference, rewards, divergence),
        "best_of_n": [best_of(reference, rewards, n) for n in (1, 2, 4, 8)],
    }


if __name__ == "__main__":
    worlds = [
        world("3x2", 1, 3, 2, 2, False),
        world("4x3 with an end", 2, 4, 3, 2, True),
        world("2x5 with an end", 3, 2, 5, 1, True),
        world("5x2", 4, 5, 2, 3, False),
    ]
    print(json.dumps({"worlds": worlds}))
