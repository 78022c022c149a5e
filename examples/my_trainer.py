#!/usr/bin/env python3
"""Another trainer, in numpy, which does all that compare.sh and jump_retrain.sh expect of TRAINER.

    TRAINER='python3 examples/my_trainer.py' examples/compare.sh optimisers

One hidden layer of tanh on the digits of examples/data. Trains from the start, or from a file
(--from), and leaves DIR/RUN_eNNN.npz at the start and after every epoch: two arrays of weights, and
the losses as scalars, which snapcat turns into columns. Or prints the losses of a file (--eval).
"""
import argparse
import pathlib

import numpy as np

DIGITS = pathlib.Path(__file__).parent / "data"
RATE = {"sgd": 0.2, "momentum": 0.05, "adam": 0.005}


def read(part):
    """Images of 8 x 8 pixels, where white is 1, and one-hot rows of the labels."""
    images = np.fromfile(DIGITS / f"{part}-images-idx3-ubyte", "u1")[16:].reshape(-1, 64) / 16
    return images, np.eye(10)[np.fromfile(DIGITS / f"{part}-labels-idx1-ubyte", "u1")[8:]]


def outputs(w, x):
    hidden = np.tanh(x @ w["first"])
    e = np.exp(hidden @ w["second"] - (hidden @ w["second"]).max(1, keepdims=True))
    return hidden, e / e.sum(1, keepdims=True)


def slopes(w, x, y):
    hidden, p = outputs(w, x)
    back = (p - y) / len(x)
    return {"first": x.T @ (back @ w["second"].T * (1 - hidden**2)), "second": hidden.T @ back}


def step(optimizer, state, slope, count):
    """The change to subtract from the weights; state is [mean, mean square] of earlier slopes."""
    if optimizer == "adam":
        state[0] += 0.1 * (slope - state[0])
        state[1] += 0.001 * (slope**2 - state[1])
        return state[0] / (1 - 0.9**count) / (np.sqrt(state[1] / (1 - 0.999**count)) + 1e-8)
    state[0] = (0.9 if optimizer == "momentum" else 0) * state[0] + slope
    return state[0]


def main():
    options = argparse.ArgumentParser(allow_abbrev=False)
    options.add_argument("--run", default="mine")
    options.add_argument("--out", default=".")
    options.add_argument("--epochs", type=int, default=40)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--optimizer", default="sgd", choices=RATE)
    options.add_argument("--from", dest="file")
    options.add_argument("--eval")
    given, _ = options.parse_known_args()  # other options of the experiments are ignored
    random = np.random.default_rng(given.seed)
    data = {"train": read("train"), "test": read("t10k")}
    saved = np.load(given.eval or given.file) if given.eval or given.file else {
        "first": random.normal(0, 1 / 8, (64, 16)), "second": random.normal(0, 1 / 4, (16, 10))}
    w = {name: saved[name].astype("f4") for name in ("first", "second")}

    def losses():
        return {f"{part}_loss": -(y * np.log(outputs(w, x)[1] + 1e-12)).sum(1).mean()
                for part, (x, y) in data.items()}

    if given.eval:
        print(*(f"{name}={value:.8g}" for name, value in losses().items()))
        return
    state, count = {name: [0 * w[name], 0 * w[name]] for name in w}, 0
    for epoch in range(given.epochs + 1):
        np.savez(f"{given.out}/{given.run}_e{epoch:03}.npz", **w, **losses())
        x, y = data["train"]
        for batch in np.array_split(random.permutation(len(x)), 22):
            count += 1
            for name, slope in slopes(w, x[batch], y[batch]).items():
                w[name] = (w[name] - RATE[given.optimizer]
                           * step(given.optimizer, state[name], slope, count)).astype("f4")


main()
