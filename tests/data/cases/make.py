"""Makes the checkpoints of tests/pipe/cases.t that numpy alone cannot write: python3 make.py, with PyTorch, numpy and h5py.

They are the smallest that show what public reports of PyTorch, Keras, Lightning and stable-baselines3 are about.
"""
import io
import zipfile

import h5py
import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel

torch.manual_seed(3)
start = torch.randn(6, 4)
step = torch.full((6, 4), 0.5 / 24**0.5)  # of length 0.5

for e in range(4):
    torch.manual_seed(100 + e)
    torch.save({"network": {"enc.weight": start + e * step}, "best": 0.1 * e, "generator": torch.get_rng_state()},
               f"generator{e}.pt")

net = torch.nn.Linear(4, 6, bias=False)
averaged = AveragedModel(net)
for e in range(3):
    with torch.no_grad():
        averaged.module.weight.copy_(start + e * step)
    averaged.n_averaged += 500
    torch.save(averaged.state_dict(), f"averaged{e}.pt")

for e in range(2):
    torch.save({"model": {"body": torch.ones(3), "head": np.full((2, 2), float(e))}}, f"mixed{e}.pt")
    torch.save({"epoch": e, "model_state_dict": {"w": torch.ones(3) * e}, "valid_loss": torch.tensor(0.5 / (e + 1))},
               f"loss{e}.pt")

torch.save({"w": torch.ones(3), "filter": torch.ones(2, 2, dtype=torch.complex128)}, "complex.pt")
torch.save({"w": torch.ones(3), "scaled": torch.ones(4).to(torch.float8_e5m2)}, "float8.pt")

names = ["net.0.weight", "net.0.bias"]
for file, wrap in (("eager", "net."), ("compiled", "net._orig_mod."), ("fsdp", "_fsdp_wrapped_module.net."),
                   ("saved", "net._checkpoint_wrapped_module.")):
    torch.save({"state_dict": {name.replace("net.", wrap): torch.ones(2) for name in names}}, f"{file}.ckpt")

policy = io.BytesIO()
torch.save({"actor.weight": torch.arange(6.0).reshape(2, 3)}, policy)
with zipfile.ZipFile("agent.zip", "w") as z:
    z.writestr("data", "{}")
    z.writestr("policy.pth", policy.getvalue())
    z.writestr("_stable_baselines3_version", "2.3.2")

for e in range(3):
    with h5py.File(f"keras1_{e}.h5", "w", libver="latest") as f:
        f["batchnormalization_2/batchnormalization_2_gamma"] = np.full(3, 1 + 0.1 * e)
        f["batchnormalization_2/batchnormalization_2_running_mean"] = np.full(3, 7.0 * e)
        f["batchnormalization_2/batchnormalization_2_running_std"] = np.full(3, 9.0 * e)
        f["convolution2d_1/convolution2d_1_W"] = np.ones((2, 2)) * (1 + 0.1 * e)

for run, layers in (("first", ("conv2d", "dense")), ("second", ("conv2d_1", "dense_1"))):
    with h5py.File(f"{run}.h5", "w", libver="latest") as f:
        for i, name in enumerate(layers):
            f[f"model_weights/{name}/sequential/{name}/kernel"] = np.ones((2, 3 + i))
