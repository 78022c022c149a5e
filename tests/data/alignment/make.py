#!/usr/bin/env python3
"""Writes what snapalign.t aligns (torch 2.13.0):

mlp_a_e{0,1}.pt   a network of three hidden layers at two steps, with Adam's states; in the second file
                  also with averaged weights (ema)
mlp_b_e{0,1}.pt   the same with its units in another order, so that the right answer is mlp_a, bit for
                  bit, states and averages too
tied.pt           an embedding that is also the last layer"""
import os

import torch
from torch import nn

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(7)
layers = [nn.Linear(5, 8), nn.Linear(8, 7), nn.Linear(7, 9), nn.Linear(9, 3)]
mlp = nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())][:-1])
orders = [torch.randperm(layer.out_features) for layer in layers[:-1]]


def shuffle(name, tensor):
    """The tensor `name` of the network, or a state of its shape, in the other order."""
    layer, part = int(name.split(".")[0]) // 2, name.split(".")[1]
    if layer < 3:
        tensor = tensor[orders[layer]]
    if layer > 0 and part == "weight":
        tensor = tensor[:, orders[layer - 1]]
    return tensor.clone()


def shuffle_all(state):
    return {name: shuffle(name, tensor) for name, tensor in state.items()}


names = [name for name, _ in mlp.named_parameters()]
adam = torch.optim.Adam(mlp.parameters(), lr=0.01)
for epoch in range(2):
    for _ in range(3):
        adam.zero_grad()
        mlp(torch.randn(16, 5)).square().sub(1).square().mean().backward()
        adam.step()
    state = adam.state_dict()
    a = {"model": {name: t.clone() for name, t in mlp.state_dict().items()}, "optimizer": state}
    b = {"model": shuffle_all(mlp.state_dict()), "optimizer": dict(state)}
    b["optimizer"]["state"] = {
        k: {what: shuffle(names[k], t) if t.dim() else t for what, t in moments.items()}
        for k, moments in state["state"].items()
    }
    if epoch == 1:
        a["ema"] = {name: 0.9 * t for name, t in mlp.state_dict().items()}
        b["ema"] = shuffle_all(a["ema"])
    torch.save(a, f"mlp_a_e{epoch}.pt")
    torch.save(b, f"mlp_b_e{epoch}.pt")

embedding = torch.randn(6, 4)
tied = {"embed.weight": embedding, "hidden.weight": torch.randn(4, 4), "hidden.bias": torch.randn(4)}
torch.save({**tied, "head.weight": embedding}, "tied.pt")
