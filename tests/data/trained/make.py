"""Checkpoints whose libraries keep more in them than what is trained. Written with torch 2.15 and
h5py 3.16; run it here to write them again.

averaged.pt   torch: an averaged model with batch normalisation after five updates
keras1.h5     the names that Keras 1 gave, with running statistics of the layer's own name"""
import h5py
import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel

torch.manual_seed(1)
net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
averaged = AveragedModel(net)
for _ in range(5):
    net(torch.randn(8, 2))
    averaged.update_parameters(net)
torch.save(averaged.state_dict(), "averaged.pt")

with h5py.File("keras1.h5", "w", track_order=False) as f:
    for layer, weights in {"bn1": {"gamma": 1.0, "beta": 0.0, "running_mean": 10.0, "running_std": 100.0},
                           "dense_1": {"W": 0.5, "b": 0.25}}.items():
        for name, value in weights.items():
            f.create_dataset(f"{layer}/{layer}_{name}", data=np.full(3, value, "f4"), track_times=False)
