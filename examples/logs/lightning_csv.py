# Lightning with its CSVLogger: logs/lightning_logs/seed_SEED/metrics.csv. python lightning_csv.py SEED
import sys

import lightning as L
import torch
from lightning.pytorch.loggers import CSVLogger


class Net(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))

    def loss(self, batch):
        x, y = batch
        return torch.nn.functional.binary_cross_entropy_with_logits(self.net(x), y)

    def training_step(self, batch, _):
        loss = self.loss(batch)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, _):
        self.log("val_loss", self.loss(batch))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.02)


seed = int(sys.argv[1])
L.seed_everything(seed)
x = torch.randn(640, 8)
y = (x[:, :1] * x[:, 1:2] > 0).float()
part = lambda rows: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[rows], y[rows]), batch_size=64)
trainer = L.Trainer(max_epochs=8, accelerator="cpu", log_every_n_steps=2,
                    logger=CSVLogger("logs", version=f"seed_{seed}"), enable_checkpointing=False)
trainer.fit(Net(), part(slice(0, 512)), part(slice(512, 640)))
