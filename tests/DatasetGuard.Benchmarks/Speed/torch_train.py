"""Trains the network of the surrogate or the small one of the training stage in PyTorch on random images, on one thread, and prints images per second of processor time. Needs Debian's python3-torch."""
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
images, epochs, batch = int(sys.argv[1]), int(sys.argv[2]), 64
data = torch.randint(0, 256, (images, 3, 32, 32), dtype=torch.uint8)
labels = torch.randint(0, 10, (images,))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("kernel", torch.full((3, 1, 3, 3), -4 / 9))
        self.kernel[:, :, 1, 1] += 4
        self.high_pass = "surrogate" in sys.argv
        self.body = nn.Sequential(
            nn.Conv2d(6 if self.high_pass else 3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        x = (x.float() - 120) / 64
        if self.high_pass:
            x = torch.cat([x, nn.functional.conv2d(x, self.kernel, padding=1, groups=3)], 1)
        x = self.body(x)
        return self.head(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1))


net = Net()
if "channels_last" in sys.argv:
    net = net.to(memory_format=torch.channels_last)
    data = data.to(memory_format=torch.channels_last)
steps = epochs * ((images + batch - 1) // batch)
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=1e-4)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=steps, pct_start=0.25)
started = time.process_time()
for _ in range(epochs):
    for rows in torch.randperm(images).split(batch):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(data[rows]), labels[rows]).backward()
        optimizer.step()
        schedule.step()
print(images * epochs / (time.process_time() - started))
