"""Makes the adapters in this folder, with torch and peft:

    python make.py

linear/step-*: two steps of a rank-2 adapter on two Linear layers, one with a rank and an alpha of its
own, and a head that is trained whole; linear/regauged is step-2 with B R and R^-1 A. embedding: an
Embedding and a transposed layer, rank-stabilised. convolution: a layer whose product is not read.
products.npz: what peft says that each adapter adds to the weights, in float64."""
import json
import pathlib
import shutil

import numpy
import peft
import torch
from safetensors.torch import load_file, save_file
from transformers.pytorch_utils import Conv1D

here = pathlib.Path(__file__).parent
torch.manual_seed(0)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(5, 4)
        self.first = torch.nn.Linear(4, 3)
        self.turned = Conv1D(6, 3)
        self.head = torch.nn.Linear(6, 2)
        self.conv = torch.nn.Conv2d(2, 3, 3)


def fill(model):
    for name, p in model.named_parameters():
        if "lora_" in name or "modules_to_save" in name:
            p.data = torch.randn_like(p)


def products(model, prefix):
    found = {}
    for name, module in model.named_modules():
        if hasattr(module, "get_delta_weight") and "conv" not in name:
            module.double()
            found[f"{prefix}:{name}.weight"] = module.get_delta_weight("default").detach().numpy()
            module.float()
    return found


def save(model, folder):
    shutil.rmtree(here / folder, ignore_errors=True)
    model.save_pretrained(here / folder)
    (here / folder / "README.md").unlink(missing_ok=True)


result = {}
model = peft.get_peft_model(Net(), peft.LoraConfig(
    r=2, lora_alpha=6, target_modules=["first", "head"], modules_to_save=["embed"],
    rank_pattern={"head": 1}, alpha_pattern={"head": 5}))
for step in 1, 2:
    fill(model)
    folder = f"linear/step-{step}"
    save(model, folder)
    result |= products(model, folder)
    (here / folder / "trainer_state.json").write_text(json.dumps(
        {"global_step": step, "epoch": step / 2, "log_history": [{"step": step, "loss": 1 / step}]}))
shutil.rmtree(here / "linear/regauged", ignore_errors=True)
shutil.copytree(here / "linear/step-2", here / "linear/regauged")
tensors = {k: v.double() for k, v in load_file(here / "linear/step-2/adapter_model.safetensors").items()}
for name in list(tensors):
    if ".lora_A." in name:
        r = tensors[name].shape[0]
        change = torch.randn(r, r, dtype=torch.float64) + 2 * torch.eye(r, dtype=torch.float64)
        other = name.replace("lora_A", "lora_B")
        tensors[other] = (tensors[other] @ change).contiguous()
        tensors[name] = torch.linalg.solve(change, tensors[name]).contiguous()
save_file(tensors, here / "linear/regauged/adapter_model.safetensors")

model = peft.get_peft_model(Net(), peft.LoraConfig(
    r=3, lora_alpha=4, target_modules=["embed", "turned"], use_rslora=True, fan_in_fan_out=True))
fill(model)
save(model, "embedding")
result |= products(model, "embedding")

model = peft.get_peft_model(Net(), peft.LoraConfig(r=1, lora_alpha=1, target_modules=["conv", "first"]))
fill(model)
save(model, "convolution")
numpy.savez_compressed(here / "products.npz", **result)
