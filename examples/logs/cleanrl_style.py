# CleanRL's way: prints the return of each episode and writes TensorBoard files. python cleanrl_style.py SEED
import sys
import time

import gymnasium as gym
import torch
from torch.utils.tensorboard import SummaryWriter

seed = int(sys.argv[1])
run_name = f"CartPole-v1__reinforce__{seed}__{int(time.time())}"
writer = SummaryWriter(f"cleanrl/{run_name}")
torch.manual_seed(seed)
envs = gym.wrappers.RecordEpisodeStatistics(gym.make("CartPole-v1"))
net = torch.nn.Sequential(torch.nn.Linear(4, 32), torch.nn.Tanh(), torch.nn.Linear(32, 2))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
obs, _ = envs.reset(seed=seed)
logs, rewards, global_step = [], [], 0
while global_step < 6000:
    policy = torch.distributions.Categorical(logits=net(torch.tensor(obs)))
    action = policy.sample()
    obs, reward, terminated, truncated, info = envs.step(action.item())
    global_step += 1
    logs.append(policy.log_prob(action))
    rewards.append(reward)
    if terminated or truncated:
        print(f"global_step={global_step}, episodic_return={info['episode']['r']}")
        writer.add_scalar("charts/episodic_return", info["episode"]["r"], global_step)
        returns = torch.tensor(rewards).flip(0).cumsum(0).flip(0)
        loss = -(torch.stack(logs) * (returns - returns.mean()) / (returns.std() + 1e-8)).mean()
        writer.add_scalar("losses/policy_loss", loss.item(), global_step)
        opt.zero_grad()
        loss.backward()
        opt.step()
        logs, rewards = [], []
        obs, _ = envs.reset()
writer.close()
