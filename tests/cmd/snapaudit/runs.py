"""Training runs of two tensors, w (20 x 16) and b (24), with one planted fault each.

python3 runs.py: writes FAULT/a_e0.npz ... FAULT/b_e13.npz into the current folder: 14 noisy steps
towards a target in each of the runs a and b, which start apart.
"""
import os

import numpy as np

STEPS = 14


def train(seed, rate=0.05, noise=0.3):
    random = np.random.default_rng(seed)
    shapes = {"w": (20, 16), "b": (24,)}
    now = {name: random.standard_normal(shape) for name, shape in shapes.items()}
    target = {name: random.standard_normal(shape) for name, shape in shapes.items()}
    steps = []
    for _ in range(STEPS):
        steps.append({name: x.astype(np.float32) for name, x in now.items()})
        now = {
            name: x + rate * (target[name] - x + noise * random.standard_normal(x.shape))
            for name, x in now.items()
        }
    return steps


A, B, OTHER = train(1), train(2), train(7)


def replaced(step, **tensors):
    """Run a with other tensors in a step."""
    return [dict(s, **tensors) if i == step else s for i, s in enumerate(A)]


def swapped(one, other):
    order = list(range(STEPS))
    order[one], order[other] = other, one
    return [A[i] for i in order]


def renamed():
    run = list(A)
    run[9] = {"weight": A[9]["w"], "b": A[9]["b"]}
    return run


def with_nonfinite():
    w = A[9]["w"].copy()
    w[1, 2], w[3, 4], w[3, 5] = np.nan, np.inf, -np.inf
    return replaced(9, w=w)


def crawling(dtype, shrink):
    """Steps shorter by a factor, then rounded."""
    return [
        {name: (A[0][name] + (s[name] - A[0][name]) * shrink).astype(dtype) for name in s}
        for s in A
    ]


FAULTS = {
    "honest": A,
    "copy": A[:9] + [A[4]] + A[10:],
    "nostep": A[:8] + [A[7]] * 3 + A[11:],
    "final": [A[13] if i in (2, 5, 6, 9) else s for i, s in enumerate(A)],
    "part": replaced(9, w=A[4]["w"]),
    "still": replaced(9, w=A[8]["w"]),
    "frozen": [dict(s, b=A[0]["b"]) for s in A],
    "foreign": A[:9] + [B[9]] + A[10:],
    "stray": A[:9] + [OTHER[9]] + A[10:],
    "straytensor": [dict(s, b=s["b"] * np.float32(1e3)) for s in replaced(9, w=OTHER[9]["w"])],
    "strays": A[:6] + OTHER[6:9] + A[9:],
    "neighbours": swapped(8, 9),
    "far": swapped(3, 10),
    "names": renamed(),
    "shapes": replaced(9, w=A[9]["w"].T.copy()),
    "types": replaced(9, w=A[9]["w"].astype(np.float64)),
    "nonfinite": with_nonfinite(),
    "rounding": crawling(np.float16, 1e-3),
    "above": crawling(np.float16, 3e-2),
    "twins": B[:3] + A[3:],
}

for fault, run in FAULTS.items():
    os.makedirs(fault, exist_ok=True)
    for i in range(STEPS):
        np.savez(f"{fault}/a_e{i}.npz", **run[i])
        if fault not in ("rounding", "above"):
            np.savez(f"{fault}/b_e{i}.npz", **B[i])
