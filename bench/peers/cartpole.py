"""What the Python sides of the benchmarks share that needs no library of tensors."""
import math
import random
import time

import numpy as np


class CartPole:
    """CartPole-v1 physics (explicit Euler, 0.02 s) with the 500-step limit."""

    obs_dim, actions = 4, 2

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def reset(self):
        u = self.rng.uniform
        self.s = (u(-0.05, 0.05), u(-0.05, 0.05), u(-0.05, 0.05), u(-0.05, 0.05))
        self.t = 0
        return np.array(self.s, dtype=np.float32)

    def step(self, a):
        x, v, th, w = self.s
        c, s = math.cos(th), math.sin(th)
        temp = ((10.0 if a == 1 else -10.0) + 0.05 * w * w * s) / 1.1
        wacc = (9.8 * s - c * temp) / (0.5 * (4.0 / 3.0 - 0.1 * c * c / 1.1))
        acc = temp - 0.05 * wacc * c / 1.1
        x, v, th, w = x + 0.02 * v, v + 0.02 * acc, th + 0.02 * w, w + 0.02 * wacc
        self.s = (x, v, th, w)
        self.t += 1
        done = x < -2.4 or x > 2.4 or th < -0.20943951023931953 or th > 0.20943951023931953
        return np.array(self.s, dtype=np.float32), 1.0, done, self.t >= 500


class Clock:
    def __init__(self):
        self.start()

    def start(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def rates(self, **counts):
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        out = {}
        for k, n in counts.items():
            out[k + "_per_s"], out[k + "_per_cpu_s"] = n / wall, n / cpu
        return out
