"""Plays CartPole by a policy that losscope trained, in plain Python: no package is needed.

    losscope run cartpole-reinforce --seeds 0
    losscope export cartpole-reinforce-0 --weights policy.safetensors
    python examples/weights/play_cartpole.py policy.safetensors

docs/weights.md describes the file.
"""

import json
import math
import random
import struct
import sys


def read_safetensors(path):
    """Arrays by name, as (shape, flat list), and the metadata."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    formats = {"F32": ("f", 4), "F64": ("d", 8), "I32": ("i", 4)}
    arrays = {}
    for name, entry in header.items():
        code, size = formats[entry["dtype"]]
        start, end = entry["data_offsets"]
        arrays[name] = (entry["shape"], struct.unpack(f"<{(end - start) // size}{code}", data[start:end]))
    return arrays, metadata


def network(arrays, name, activation, layout):
    """The network `name` as a function: linear layers with the activation between them."""
    layers = []
    while f"{name}.{len(layers)}.weight" in arrays:
        prefix = f"{name}.{len(layers)}"
        layers.append((arrays[f"{prefix}.weight"], arrays[f"{prefix}.bias"][1]))

    def forward(x):
        for i, ((shape, weight), bias) in enumerate(layers):
            inputs, outputs = shape if layout == "losscope" else reversed(shape)
            at = (lambda k, o: weight[k * outputs + o]) if layout == "losscope" else (lambda k, o: weight[o * inputs + k])
            x = [bias[o] + sum(x[k] * at(k, o) for k in range(inputs)) for o in range(outputs)]
            if i < len(layers) - 1:
                x = [max(0.0, v) if activation == "relu" else math.tanh(v) for v in x]
        return x

    return forward


def episode(policy, rng, limit=500):
    """CartPole-v1: the number of steps that the pole stays up, at most 500."""
    x, x_dot, theta, theta_dot = (rng.uniform(-0.05, 0.05) for _ in range(4))
    for step in range(limit):
        logits = policy([x, x_dot, theta, theta_dot])
        force = 10.0 if logits[1] > logits[0] else -10.0
        cos, sin = math.cos(theta), math.sin(theta)
        push = (force + 0.05 * theta_dot**2 * sin) / 1.1
        theta_acc = (9.8 * sin - cos * push) / (0.5 * (4.0 / 3.0 - 0.1 * cos**2 / 1.1))
        x_acc = push - 0.05 * theta_acc * cos / 1.1
        x, x_dot = x + 0.02 * x_dot, x_dot + 0.02 * x_acc
        theta, theta_dot = theta + 0.02 * theta_dot, theta_dot + 0.02 * theta_acc
        if abs(x) > 2.4 or abs(theta) > 12 * 2 * math.pi / 360:
            return step + 1
    return limit


def main():
    arrays, metadata = read_safetensors(sys.argv[1])
    learner = json.loads(metadata["learner"])
    policy = network(arrays, "policy", learner["agent"]["params"]["activation"], metadata["layout"])
    rng = random.Random(1)
    steps = [episode(policy, rng) for _ in range(10)]
    print(f"{metadata['run']}: {steps}, mean {sum(steps) / len(steps)}")


main()
