#!/usr/bin/env python3
"""Writes what snapjump.t and the C tests compare with (torch 1.12.1, numpy 1.23.5, xxhash 4.1.0):
conv.pt     a convolutional network, with its optimiser's state
norms.tsv   the norm of each filter of it (a slice along the first axis), by torch, in float64
tied.pt     one array under two names, beside another; in f64
transposed.pt, overlapping.pt, interleaved.pt   an array that two tensors share otherwise
normals.tsv normal numbers of some streams, made from the definitions of SplitMix64, and of Box and
            Muller, with XXH3 from its own library"""
import math
import os

import torch
import xxhash

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(5)
net = torch.nn.Sequential(
    torch.nn.Conv2d(2, 4, 3, bias=False), torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.Linear(16, 3)
)
sgd = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
net(torch.randn(8, 2, 4, 4)).pow(2).sum().backward()
sgd.step()
torch.save({"model": net.state_dict(), "optimizer": sgd.state_dict(), "epoch": 3}, "conv.pt")

with open("norms.tsv", "w") as f:
    for name, p in net.named_parameters():
        filters = p.detach().double() if p.dim() > 1 else p.detach().double()[None]
        for i, w in enumerate(filters):
            print(name, i, repr(torch.linalg.norm(w.flatten()).item()), sep="\t", file=f)

a = torch.randn(4, 3, dtype=torch.float64)
torch.save({"decoder": a, "encoder": a, "other": torch.randn(2, 2, dtype=torch.float64)}, "tied.pt")
torch.save({"decoder": a.t(), "encoder": a}, "transposed.pt")
torch.save({"head": a[:3], "tail": a[1:]}, "overlapping.pt")
torch.save({"left": a[:, :1], "right": a[:, 1:]}, "interleaved.pt")

MASK = 2**64 - 1


def uniform(stream, draw):
    z = (stream + (draw + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def normal(name, seed, i):
    stream = xxhash.xxh3_64_intdigest(name.encode(), seed)
    radius = math.sqrt(-2 * math.log(1 - uniform(stream, i // 2 * 2)))
    angle = 2 * math.pi * uniform(stream, i // 2 * 2 + 1)
    return radius * (math.sin(angle) if i % 2 else math.cos(angle))


with open("normals.tsv", "w") as f:
    for name, seed in [("0.weight", 0), ("0.weight", 1), ("1.weight", 1), ("layer4.1.conv2.weight", 2**64 - 1)]:
        for i in (0, 1, 2, 3, 4, 65537, 10**12):
            print(name, seed, i, repr(normal(name, seed, i)), sep="\t", file=f)
