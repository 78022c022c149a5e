#!/usr/bin/env python3
"""Writes the checkpoints beside it: python3 make.py, with torch (2.x), numpy and h5py. Tensors hold
0, 1, 2, ... in the order of the network's own names."""
import os

import h5py
import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel

os.chdir(os.path.dirname(os.path.abspath(__file__)))


class Block(torch.nn.Module):
    """A network that calls its only layer `module`, as wrappers do."""

    def __init__(self):
        super().__init__()
        self.module = torch.nn.Linear(2, 1)

    def forward(self, x):
        return self.module(x)


def count(network):
    """Numbers the elements in the order of the names, which wrappers do not change."""
    first = 0
    with torch.no_grad():
        for _, tensor in sorted(network.named_parameters()):
            tensor.copy_(torch.arange(first, first + tensor.numel()).reshape(tensor.shape))
            first += tensor.numel()
    return network


def in_lightning(network):
    """The names that a LightningModule's `self.model = network` gives."""
    return {"state_dict": {"model." + k: v for k, v in network.state_dict().items()}}


net = count(torch.nn.Linear(2, 1))
torch.save(net.state_dict(), "bare.pt")
torch.save(torch.nn.DataParallel(net).state_dict(), "parallel.pt")
torch.save(AveragedModel(net).state_dict(), "averaged.pt")
torch.save(in_lightning(net), "eager.ckpt")
torch.save(in_lightning(torch.compile(net)), "compiled.ckpt")
torch.save(count(Block()).state_dict(), "block.pt")
torch.save(torch.compile(torch.nn.DataParallel(count(Block()))).state_dict(), "block-wrapped.pt")


def keras(file, *layers, order=1):
    """What model.save writes as .h5 of a Sequential, with packed data sets, which are made in the
    order of layers, or with -1 the other way round."""
    with h5py.File(file, "w", libver=("v110", "v110")) as f:
        for i, layer in list(enumerate(layers))[::order]:
            values = np.arange(2 * i, 2 * i + 2, dtype="f4").reshape(2, 1)
            kernel = f"model_weights/{layer}/sequential/{layer}/kernel"
            f.create_dataset(kernel, data=values, chunks=(1, 1), compression="gzip")


keras("first.h5", "conv2d", "dense", "dense_1")
keras("second.h5", "conv2d_1", "dense_1", "dense_2", order=-1)  # its dense_1 is the first's dense
