#!/usr/bin/env python3
"""Listwise losses in PyTorch: value and gradient of the scores of 128 lists of 64 documents, as its best users write them.

  python3 lists_baseline.py --task listnet     --steps 2000
  python3 lists_baseline.py --task lambda-rank --steps 200

Whole tensors [128, 64] (and [128, 64, 64] of pairs), no loop over lists. One JSON line with the fields of
pytorch_baseline.py; the value of the last evaluation shows that the work is the same.
"""
import argparse
import json
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch

from cartpole import Clock

LISTS, LENGTH = 128, 64


def listnet(scores, labels):
    return -(torch.softmax(labels, 1) * torch.log_softmax(scores, 1)).sum(1).mean()


def lambda_rank(scores, labels):
    gains = torch.exp2(labels) - 1
    discount = 1 / torch.log2(torch.arange(LENGTH, dtype=scores.dtype) + 2)
    best = (torch.sort(gains, 1, descending=True).values * discount).sum(1)
    gains = gains / best[:, None]
    with torch.no_grad():
        order = torch.argsort(scores, dim=1, descending=True, stable=True)
        places = torch.empty_like(order)
        places.scatter_(1, order, torch.arange(LENGTH).expand(LISTS, LENGTH))
        d = discount[places]
        swap = (gains[:, :, None] - gains[:, None, :]).abs() * (d[:, :, None] - d[:, None, :]).abs()
        weights = swap * (labels[:, :, None] > labels[:, None, :])
    pairs = torch.nn.functional.softplus(scores[:, None, :] - scores[:, :, None])
    return (weights * pairs).sum((1, 2)).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", required=True, choices=["listnet", "lambda-rank"])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    loss = listnet if given.task == "listnet" else lambda_rank
    if given.compile:
        loss = torch.compile(loss)
    # The same numbers on both sides, so that the values can be compared.
    index = torch.arange(LISTS * LENGTH, dtype=torch.float64).reshape(LISTS, LENGTH)
    scores = torch.sin(index * 12.9898).float().requires_grad_()
    labels = torch.remainder(index * 7, 5).float()

    def update():
        scores.grad = None
        value = loss(scores, labels)
        value.backward()
        return value

    for _ in range(20):
        update()
    clock = Clock()
    value = None
    for _ in range(given.steps):
        value = update()
    print(json.dumps({"task": given.task, "median": {**clock.rates(updates=given.steps), "last_loss": value.item()}}))


if __name__ == "__main__":
    main()
