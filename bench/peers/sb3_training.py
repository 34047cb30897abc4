#!/usr/bin/env python3
"""Whole trainings with Stable-Baselines3, with the settings of bench/trainings/NAME.yaml.

  python3 sb3_training.py --task cartpole-ppo --seed 1
  python3 sb3_training.py --task acrobot-dqn  --seed 1
  python3 sb3_training.py --task breakout-dqn --seed 1

One JSON line: seconds of wall and of processor time from before the model is made until it is trained (imports are not in
it), and the mean return of 20 greedy episodes afterwards.
"""
import argparse
import json
import os
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import gymnasium
import numpy as np
import torch
from stable_baselines3 import DQN, PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor


class Game(gymnasium.Env):
    """MinAtar's own Breakout with the channel first and at most 10,000 frames an episode."""

    def __init__(self):
        import minatar

        self.game = minatar.Environment("breakout", sticky_action_prob=0.1)
        rows, columns, channels = self.game.state_shape()
        self.observation_space = gymnasium.spaces.Box(0, 1, (channels, rows, columns), np.uint8)
        self.action_space = gymnasium.spaces.Discrete(self.game.num_actions())
        self.frames = 0

    def see(self):
        return self.game.state().transpose(2, 0, 1).astype(np.uint8)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if seed is not None:
            self.game.seed(seed)
        self.game.reset()
        self.frames = 0
        return self.see(), {}

    def step(self, action):
        reward, over = self.game.act(int(action))
        self.frames += 1
        return self.see(), float(reward), bool(over), self.frames >= 10_000, {}


class Convolution(BaseFeaturesExtractor):
    def __init__(self, space):
        super().__init__(space, 128)
        channels = space.shape[0]
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(channels, 16, 3), torch.nn.ReLU(),
            torch.nn.Flatten(), torch.nn.Linear(1024, 128), torch.nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x.float())


def cartpole_ppo(seed):
    env = make_vec_env("CartPole-v1", n_envs=8, seed=seed)
    model = PPO(
        "MlpPolicy", env, seed=seed, device="cpu", n_steps=32, batch_size=256, n_epochs=20, gamma=0.98, gae_lambda=0.8,
        ent_coef=0.0, learning_rate=lambda left: 1e-3 * left, clip_range=lambda left: 0.2 * left,
    )
    return model, 100_000, gymnasium.make("CartPole-v1")


def acrobot_dqn(seed):
    env = make_vec_env("Acrobot-v1", n_envs=1, seed=seed)
    model = DQN(
        "MlpPolicy", env, seed=seed, device="cpu", learning_rate=6.3e-4, batch_size=128, buffer_size=50_000, learning_starts=128,
        gamma=0.99, target_update_interval=250, train_freq=4, gradient_steps=4, exploration_fraction=0.12,
        exploration_final_eps=0.1, policy_kwargs={"net_arch": [256, 256]},
    )
    return model, 100_000, gymnasium.make("Acrobot-v1")


def breakout_dqn(seed):
    env = make_vec_env(Game, n_envs=1, seed=seed)
    model = DQN(
        "CnnPolicy", env, seed=seed, device="cpu", learning_rate=2.5e-4, batch_size=32, buffer_size=100_000, learning_starts=5000,
        gamma=0.99, target_update_interval=1000, train_freq=4, gradient_steps=1, exploration_fraction=0.5,
        exploration_final_eps=0.1,
        policy_kwargs={"net_arch": [], "features_extractor_class": Convolution, "normalize_images": False},
    )
    return model, 200_000, Game()


TASKS = {"cartpole-ppo": cartpole_ppo, "acrobot-dqn": acrobot_dqn, "breakout-dqn": breakout_dqn}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", required=True, choices=sorted(TASKS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    wall, cpu = time.perf_counter(), time.process_time()
    model, steps, trial = TASKS[given.task](given.seed)
    model.learn(given.steps or steps)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    from stable_baselines3.common.monitor import Monitor

    mean, _ = evaluate_policy(model, Monitor(trial), n_eval_episodes=20, deterministic=True)
    print(json.dumps({"task": given.task, "seed": given.seed, "wall": wall, "cpu": cpu, "return": float(mean)}))


if __name__ == "__main__":
    main()
