# PyTorch: prints a line every 20 steps. python pytorch.py SEED [LEARNING_RATE]
import sys

import torch

torch.manual_seed(int(sys.argv[1]))
rate = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
x = torch.randn(512, 8)
y = (x[:, :1] * x[:, 1:2] > 0).float()
net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters(), lr=rate)
for step in range(201):
    loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 20 == 0:
        acc = ((net(x) > 0) == (y > 0)).float().mean()
        print(f"step {step} loss {loss.item():.4f} acc {acc.item():.3f}")
