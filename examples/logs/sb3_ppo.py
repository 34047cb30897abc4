# Stable-Baselines3 writes sb3/seed_SEED/progress.csv. python sb3_ppo.py SEED
import sys

from stable_baselines3 import PPO
from stable_baselines3.common.logger import configure

seed = int(sys.argv[1])
model = PPO("MlpPolicy", "CartPole-v1", seed=seed, n_steps=512, device="cpu")
model.set_logger(configure(f"sb3/seed_{seed}", ["stdout", "csv"]))
model.learn(8192)
