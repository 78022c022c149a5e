"""quality.py DATA.npy PICTURE.npy [LABELS.npy]: what `make bench` shows beside speeds; bench.sh says what
the numbers are. LABELS has a cluster for each row, or how much each row belongs to each cluster."""
import os
import sys

import numpy

NEAREST, AMONG, SAMPLE, STEPS = 12, 50, 2000, 100


def squared_distances(rows, x):
    return numpy.maximum((rows**2).sum(1)[:, None] - 2 * rows @ x.T + (x**2).sum(1), 0)


def neighbours(x, picture):
    n = len(x)
    sample = numpy.random.default_rng(0).permutation(n)[:SAMPLE]
    penalty = among = 0
    for i in numpy.array_split(sample, -(-len(sample) // 200)):
        rank = squared_distances(x[i], x)
        nearest = squared_distances(picture[i], picture)
        for distances in rank, nearest:
            distances[numpy.arange(len(i)), i] = -1  # each row is its own nearest, of rank 0
        rank = rank.argsort(1).argsort(1)
        nearest = nearest.argsort(1)[:, 1 : NEAREST + 1]
        ranks = numpy.take_along_axis(rank, nearest, 1)
        penalty += numpy.maximum(ranks - NEAREST, 0).sum()
        among += (ranks <= AMONG).sum()
    pairs = len(sample) * NEAREST
    return 1 - 2 * penalty / (pairs * (2 * n - 3 * NEAREST - 1)), among / pairs


def clusters(x, labels):
    """A step of bench.sh's walks has the squared length x.shape[1]."""
    squares = far = 0
    groups = [numpy.flatnonzero(labels == label) for label in numpy.unique(labels)]
    for group in groups:
        squares += ((x[group] - x[group].mean(0)) ** 2).sum()
        far += squared_distances(x[group], x[group]).max() > STEPS * x.shape[1]
    return (squares / len(x)) ** 0.5, far / len(groups)


x, picture = numpy.load(sys.argv[1]), numpy.load(sys.argv[2])
print("%.4f %.3f" % neighbours(x, picture), end="")
if len(sys.argv) > 3 and os.path.exists(sys.argv[3]):
    labels = numpy.load(sys.argv[3])
    print(" %.2f %.4f" % clusters(x, labels if labels.ndim == 1 else labels.argmax(1)), end="")
print()
