#!/usr/bin/env python3
"""Makes the numbers that tests/pipe/parameters.t compares with: the affinity K, the operator P and the
potential U of the reference implementation (PHATE 1.0.11 on graphtools 2.1.0, float64), one set a
combination of parameters.

    pip install phate==1.0.11 graphtools==2.1.0
    python3 tests/data/parameters/make.py

It writes into its own directory. U is of P^2."""

import gzip
import io
import os
import warnings

import graphtools
import numpy as np
import phate
from scipy.spatial.distance import pdist, squareform

HERE = os.path.dirname(os.path.abspath(__file__))
N, POWER = 60, 2


def save(name, array):
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array, dtype=np.float64))
    with open(os.path.join(HERE, name + ".npy.gz"), "wb") as file:
        file.write(gzip.compress(buffer.getvalue(), 9, mtime=0))


def dense(matrix):
    return np.asarray(matrix.todense() if hasattr(matrix, "todense") else matrix)


def reference(data, t=POWER, gamma=1, **parameters):
    """K, P and U; parameters are those of graphtools.Graph."""
    graph = graphtools.Graph(data, verbose=0, **parameters)
    op = phate.PHATE(t=t, gamma=gamma, n_landmark=None, verbose=0).fit(graph)
    return dense(graph.K), dense(op.diff_op), op.diff_potential


def case(name, data, keep="KPU", **parameters):
    kernel, operator, potential = reference(data, **{"knn": 5, "decay": 40, **parameters})
    assert np.isfinite(potential).all() and np.allclose(kernel, kernel.T, rtol=0, atol=1e-15)
    for letter, matrix in zip("KPU", (kernel, operator, potential)):
        if letter in keep:
            save(name + "." + letter, matrix)


def agrees_with_its_own_distances(data, metric):
    """False where the reference's search has fallen back to Euclidean distances."""
    distances = squareform(pdist(data, metric))
    found, expected = (
        dense(graphtools.Graph(x, knn=5, decay=40, verbose=0, **how).K)
        for x, how in ((data, {"distance": metric}), (distances, {"precomputed": "distance"}))
    )
    return np.allclose(found, expected, rtol=0, atol=1e-10)


warnings.simplefilter("ignore")
random = np.random.default_rng(2019)
# Three random walks from one place.
X = 3 + np.cumsum(random.normal(size=(3, N // 3, 8)), axis=1).reshape(N, 8)
D = squareform(pdist(X))
save("X", X)
save("D", D)

# One parameter at a time.
case("defaults", X)
case("decay-none", X, decay=None)
case("knn-decay", X, knn=3, decay=5)
case("bandwidth", X, bandwidth=4.0)
case("bandwidth-scale", X, bandwidth_scale=1.7)
case("anisotropy-half", X, decay=5, anisotropy=0.5)
case("anisotropy-one", X, decay=5, anisotropy=1)
case("knn-max", X, decay=2, knn_max=7)
case("multiply", X, decay=5, kernel_symm="*")
case("mnn", X, decay=5, kernel_symm="mnn", theta=0.3)
case("mnn-default", X, decay=5, kernel_symm="mnn")
case("threshold", X, decay=5, thresh=0.01)
case("dense", X, decay=2, thresh=0)
for metric in "cosine", "correlation":
    for data in X, X - X.mean(axis=0):
        assert agrees_with_its_own_distances(data, metric), metric
    case(metric, X, distance=metric)

# Several.
case("bandwidth-and-scale", X, "KP", decay=3, bandwidth=4.0, bandwidth_scale=0.5)
case("none-multiply", X, "KP", decay=None, kernel_symm="*")
case("none-mnn-anisotropy", X, "KP", decay=None, kernel_symm="mnn", theta=0.5, anisotropy=1)
case("mnn-anisotropy", X, "KP", decay=5, kernel_symm="mnn", theta=0.7, anisotropy=0.3)
case("many", X, "KP", knn=4, decay=2, knn_max=9, bandwidth_scale=1.3, thresh=0.02, kernel_symm="*",
     anisotropy=0.5)
case("dense-mnn-anisotropy", X, "KP", decay=2, thresh=0, kernel_symm="mnn", theta=0.2,
     anisotropy=0.5)
case("correlation-centered", X - X.mean(axis=0), "KP", distance="correlation")
case("correlation-dense", X, "KP", decay=2, thresh=0, distance="correlation")

# Distances, affinities and adjacencies from elsewhere.
case("distance", D, precomputed="distance", decay=5)
case("distance-several", D, precomputed="distance", decay=5, bandwidth_scale=0.8,
     kernel_symm="mnn", theta=0.4, anisotropy=0.6)
A = np.exp(-D / 3) * (D < 9)  # 1 on the diagonal
save("A", A)
case("affinity", A, precomputed="affinity")
case("affinity-anisotropy", A, precomputed="affinity", anisotropy=0.5)
B = np.where(D < np.sort(D, axis=1)[:, [6]], 1 + random.random((N, N)), 0)  # not symmetric
np.fill_diagonal(B, 0)
save("B", B)
case("adjacency", B + B.T, precomputed="adjacency")
case("adjacency-several", B, precomputed="adjacency", kernel_symm="mnn", theta=0.4, anisotropy=0.5)

# Powers, potentials and their distances.
for gamma in 1, 0.99, 0.5, 0, -0.3, -1:
    save("gamma%g.U" % gamma, reference(X, gamma=gamma, knn=5, decay=10)[2])
for t in 2, 13, 500:
    operator = reference(X, knn=5, decay=10)[1]
    save("t%d.P" % t, np.linalg.matrix_power(operator, t))
U = reference(X, knn=5, decay=10)[2]
for metric in "euclidean", "cosine", "correlation":
    save(metric + ".potdist", squareform(pdist(U, metric)))

# The power at the knee, of curves of that many points.
powers = []
for t_max in 10, 25, 100, 250:
    entropy = phate.vne.compute_von_neumann_entropy(operator, t_max=t_max)
    powers.append((t_max, phate.vne.find_knee_point(entropy)))
save("knee", powers)
