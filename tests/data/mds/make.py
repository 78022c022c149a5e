#!/usr/bin/env python3
"""Writes what weighted metric MDS is compared with, by numpy 2.4.6 and scipy 1.17.1: distances of 40
points, each a bit off; weights 1/d^2, a fifth of them 0; the configuration that L-BFGS-B leads to
from the classical solution; its normalised stress, on standard output."""
import os

import numpy as np
from scipy.optimize import minimize

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = np.random.default_rng(4)
n = 40
points = rng.normal(size=(n, 6)) * [3, 2, 1, 0.5, 0.5, 0.5]
lower = np.tril_indices(n, -1)
d = np.zeros((n, n))
d[lower] = np.linalg.norm(points[lower[0]] - points[lower[1]], axis=1) * rng.uniform(0.9, 1.1, n * (n - 1) // 2)
d += d.T
w = np.zeros((n, n))
w[lower] = d[lower] ** -2.0 * (rng.uniform(size=len(lower[0])) > 0.2)
w += w.T


def stress(y):
    y = y.reshape(n, 2)
    difference = y[lower[0]] - y[lower[1]]
    r = np.sqrt((difference**2).sum(1))
    error = r - d[lower]
    pull = (2 * w[lower] * error / r)[:, None] * difference
    gradient = np.zeros((n, 2))
    np.add.at(gradient, lower[0], pull)
    np.add.at(gradient, lower[1], -pull)
    return (w[lower] * error**2).sum(), gradient.ravel()


centre = np.eye(n) - 1 / n
value, vector = np.linalg.eigh(-centre @ d**2 @ centre / 2)
start = vector[:, -2:] * np.sqrt(value[-2:])
end = minimize(stress, start.ravel(), jac=True, method="L-BFGS-B",
               options={"maxiter": 10000, "maxfun": 100000, "ftol": 1e-15, "gtol": 1e-12})
y = end.x.reshape(n, 2)
r = np.linalg.norm(y[lower[0]] - y[lower[1]], axis=1)
ww, dd = w[lower], d[lower]
scale = (ww * dd * r).sum() / (ww * r * r).sum()
np.save("distance.npy", d)
np.save("weight.npy", w)
np.save("Y.npy", y)
print(np.sqrt((ww * (dd - scale * r) ** 2).sum() / (ww * dd**2).sum()))
