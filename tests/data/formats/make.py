#!/usr/bin/env python3
"""Writes the checkpoints beside it, all of one small network, with the libraries that users have
(torch 1.12.1, numpy 1.23.5, safetensors 0.8.0), and what they hold as float32: expected.f32, the
trained tensors in the order of their names."""
import json
import os

import numpy as np
import torch
from safetensors.torch import save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(1)
net = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.BatchNorm1d(5), torch.nn.Linear(5, 3))
adam = torch.optim.Adam(net.parameters())
net(torch.randn(8, 6)).pow(2).sum().backward()
adam.step()

buffers = ("running_mean", "running_var", "num_batches_tracked")
state = net.state_dict()
trained = {k: v for k, v in state.items() if not k.endswith(buffers)}
flat = np.concatenate([trained[k].numpy().ravel() for k in sorted(trained)])
flat.astype("<f4").tofile("expected.f32")
flat.astype("<f4").tofile("headerless.f32")

scalars = {"epoch": 7, "train_loss": 0.1 + 0.2, "note": "warm restart"}
torch.save({"state_dict": state, **scalars}, "zip.pt")
torch.save({"model_state_dict": state, "optimizer_state_dict": adam.state_dict(), **scalars}, "optimiser.pt")
torch.save({"state_dict": state, **scalars}, "legacy.pt", _use_new_zipfile_serialization=False)
torch.save({"module." + k: v for k, v in state.items()}, "parallel.pth")
torch.save(net, "module.pt")
torch.save({"G": state, "D": {k: v + 1 for k, v in state.items()}}, "two.pt")

# Numbers that every type below holds exactly, so that all give the same float32.
simple = {k: torch.round(v * 8) / 8 for k, v in trained.items()}
np.concatenate([simple[k].numpy().ravel() for k in sorted(simple)]).astype("<f4").tofile("simple.f32")
for name, dtype in [("f16", torch.float16), ("bf16", torch.bfloat16), ("f64", torch.float64)]:
    converted = {k: v.to(dtype) for k, v in simple.items()}
    torch.save(converted, f"simple_{name}.pt")
    torch.save(converted, f"simple_{name}.legacy.pt", _use_new_zipfile_serialization=False)
    save_file(converted, f"simple_{name}.safetensors")

# Views: transposed, every other column of something larger, tied to another, one row repeated.
large = torch.zeros(5, 13)
large[:, 1::2] = trained["0.weight"]
views = dict(trained)
views["0.weight"] = large[:, 1::2]
views["2.weight"] = trained["2.weight"].t().contiguous().t()
views["1.weight"] = trained["1.weight"][:1].expand(5)
views["1.bias"] = views["1.weight"]
torch.save(views, "views.pt")
torch.save(views, "views.legacy.pt", _use_new_zipfile_serialization=False)
np.concatenate([views[k].numpy().ravel() for k in sorted(views)]).astype("<f4").tofile("views.f32")

save_file({k: v.contiguous() for k, v in state.items()}, "plain.safetensors")
arrays = {k: v.numpy() for k, v in trained.items()}
np.savez("stored.npz", epoch=7, train_loss=np.float32(0.3), **arrays)
np.savez_compressed("deflated.npz", **arrays)
np.savez_compressed("fortran.npz", **{k: np.asfortranarray(v) for k, v in arrays.items()})

# Two shards, as transformers names them.
names = sorted(state)
shards = {f"model-0000{i + 1}-of-00002.safetensors": names[i::2] for i in range(2)}
for file, members in shards.items():
    save_file({k: state[k] for k in members}, file)
with open("model.safetensors.index.json", "w") as f:
    json.dump({"metadata": {"total_size": sum(v.numel() * v.element_size() for v in state.values())},
               "weight_map": {k: file for file, members in shards.items() for k in members}}, f, indent=2)

for file in os.listdir("."):
    os.chmod(file, 0o755 if file == "make.py" else 0o644)
