# Makes the expected principal components of runs123/X.npy, with NumPy's singular value
# decomposition of the rows less an origin; for each origin a file of coords (3 axes), the shares of
# the variance that they explain, how far each row lies off their space, and the share of that in
# its squared distance from the origin.
import numpy as np


def signs(scores):
    """The long tail, by the sum of cubes, to the positive side."""
    return scores * np.sign((scores**3).sum(0))


def components(X, origin, dims):
    Z = X - origin
    U, s, V = np.linalg.svd(Z, full_matrices=False)
    scores = signs(U[:, :dims] * s[:dims])
    rest = Z - Z @ V[:dims].T @ V[:dims]
    off = np.linalg.norm(rest, axis=1)
    squared = (Z**2).sum(1)
    share = np.divide(off**2, squared, out=np.zeros_like(off), where=squared > 0)
    return scores, s[:dims] ** 2 / (s**2).sum(), off, share


X = np.load("../runs123/X.npy").astype("f8")
for name, origin in ("mean", X.mean(0)), ("first", X[0]), ("last", X[-1]):
    scores, explained, off, share = components(X, origin, 3)
    np.save(name + ".npy", np.column_stack([scores, off, share]))
    np.savetxt(name + ".explained", explained, "%.17g")
