"""The activations of cka.t (cka.py make), and what numpy says of them (cka.py check FILE...)."""
import sys

import numpy as np

rng = np.random.default_rng(7)
N = 12


def make():
    x = rng.normal(size=(N, 5))
    q, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    np.save("plain.npy", x)
    np.save("fortran.npy", np.asfortranarray(x))
    np.save("turned.npy", 3 * x @ q)  # another basis, another scale
    np.save("moved.npy", x + 100)
    np.save("half.npy", (2 * x).astype(np.float16))
    np.save("bytes.npy", rng.integers(0, 255, size=(N, 30), dtype=np.uint8))
    np.save("maps.npy", rng.normal(size=(N, 3, 4, 2)).astype(np.float32))
    np.save("wide.npy", x @ rng.normal(size=(5, 2500)) + rng.normal(size=(N, 2500)))
    np.savez("net.npz", acts=x, labels=np.arange(N), loss=0.5, step=3)
    np.savez_compressed("deflated.npz", acts=x, labels=np.arange(N), loss=0.5, step=3)
    np.savez("two.npz", first=x, second=x[:, :2])
    np.savez("names.npz", **{"opt_state/running_mean": np.asarray(x, np.float32)})
    for step in 0, 2, 10:
        np.save(f"a_{step}.npy", rng.normal(size=(N, 1 + step)))
    tall = rng.normal(size=(700, 3))
    for i in range(6):
        np.save(f"tall{i}.npy", tall + rng.normal(size=(700, 3)))
    # and what is wrong
    bad = x.copy()
    bad[7, 2] = np.nan
    np.save("nan.npy", bad)
    np.save("constant.npy", np.full((N, 4), 0.1))
    np.save("simplex.npy", np.eye(N))
    np.save("huge.npy", 1e160 * x)
    np.save("fewer.npy", x[:-1])
    np.save("one.npy", x[:1])
    np.save("three.npy", x[:3])
    np.save("none.npy", x[:0])
    np.save("vector.npy", x[:, 0])
    np.save("empty.npy", x[:, :0])
    np.save("complex.npy", x.astype(complex))


def biased(x, y):
    """Gretton et al. 2005."""
    n = len(x)
    h = np.eye(n) - 1 / n
    return np.trace(x @ x.T @ h @ y @ y.T @ h) / (n - 1) ** 2


def debiased(x, y):
    """Song et al. 2012, eq. 5."""
    n = len(x)
    k, l = x @ x.T, y @ y.T
    np.fill_diagonal(k, 0)
    np.fill_diagonal(l, 0)
    return (np.trace(k @ l) + k.sum() * l.sum() / ((n - 1) * (n - 2)) -
            2 * (k @ l).sum() / (n - 2)) / (n * (n - 3))


def cosines(g):
    return g / np.sqrt(np.outer(g.diagonal(), g.diagonal()))


def check(hsic, files):
    rows = np.load("rows.npy")
    data = [np.load(f).astype(float) for f in files]
    data = [x.reshape(len(x), -1) for x in data]
    data = [x - x.mean(0) for x in data]
    expected = np.array([[hsic(x, y) for y in data] for x in data])
    got = rows @ rows.T
    print("HSIC" if np.abs(got - expected).max() <= 1e-12 * np.abs(expected).max() else got - expected)
    apart = np.abs(cosines(got) - cosines(expected)).max()
    print("CKA" if apart <= 1e-10 else apart)


if sys.argv[1] == "make":
    make()
else:
    check({"biased": biased, "debiased": debiased}[sys.argv[1]], sys.argv[2:])
