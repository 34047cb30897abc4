# Hugging Face's Trainer prints dicts and writes trainer_state.json. python huggingface.py SEED
import sys

import torch
from transformers import Trainer, TrainingArguments


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Tanh(), torch.nn.Linear(32, 2))

    def forward(self, x, labels):
        logits = self.net(x)
        return {"loss": torch.nn.functional.cross_entropy(logits, labels), "logits": logits}


seed = int(sys.argv[1])
torch.manual_seed(seed)
x = torch.randn(640, 8)
rows = [{"x": one, "labels": (one[0] * one[1] > 0).long()} for one in x]
args = TrainingArguments(f"hf/seed_{seed}", seed=seed, num_train_epochs=8, per_device_train_batch_size=64,
                         learning_rate=0.02, logging_steps=4, eval_strategy="epoch", save_strategy="epoch",
                         save_total_limit=1, report_to=[], use_cpu=True)
Trainer(Net(), args, train_dataset=rows[:512], eval_dataset=rows[512:]).train()
