#!/usr/bin/env python3
"""An evaluator for snapeval and lossgrid: loss, accuracy and logits of any PyTorch model.

Fill in `model_and_data`, and give the script to `-e`: snapeval -e 'python3 torch_evaluator.py' --names loss,accuracy
It reads a path per line, and answers each with a line of numbers, and with the logits as a .npy array behind it.
"""
import io
import pathlib
import sys

import numpy as np
import torch
from torch import nn


def model_and_data():
    """The network, whatever its weights, and the samples it is evaluated on: inputs and labels."""
    digits = pathlib.Path(__file__).parent / "data"

    def read(name, header):  # an IDX file, as MNIST's are; here of the digits, 8 x 8, from 0 to 16
        return torch.from_numpy(np.fromfile(digits / f"t10k-{name}-ubyte", np.uint8, offset=header))

    network = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    return network, read("images-idx3", 16).view(-1, 64) / 16 - 0.5, read("labels-idx1", 8).long()


model, inputs, labels = model_and_data()
model.eval()
for line in sys.stdin:
    checkpoint = torch.load(line.rstrip("\n"), map_location="cpu")
    for key in "state_dict", "model_state_dict", "model":
        checkpoint = checkpoint.get(key, checkpoint)
    model.load_state_dict(checkpoint)
    with torch.inference_mode():
        logits = model(inputs)
        loss = nn.functional.cross_entropy(logits, labels).item()
        accuracy = (logits.argmax(1) == labels).float().mean().item()
    block = io.BytesIO()
    np.save(block, logits.numpy())
    sys.stdout.buffer.write(f"{loss} {accuracy} block:{block.tell()}\n".encode() + block.getvalue())
    sys.stdout.flush()
