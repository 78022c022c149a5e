"""What sketches do to a set of snapshots: sketches.py [-n SEEDS] [-k K] FILE...

Of SEEDS sketches of K numbers (snapcat --sketch), the relative error of all squared distances: its mean, in
standard errors over the seeds, its standard deviation to sqrt(2/K), and of some pairs to the variance that the
formula gives, 2/K (1 - |z|_4^4 / |z|_2^4). Of the first, the rank correlation of all distances with the exact
ones, the time that diffop chooses, and how the picture differs (Procrustes disparity)."""
import argparse
import io
import re
import subprocess

import numpy

PAIRS = 500  # of the formula: they take as long as all else


def run(command, **options):
    return subprocess.run(["bash", "-o", "pipefail", "-c", command, "-", *options.get("files", ())],
                          input=options.get("input"), stdout=subprocess.PIPE, check=True).stdout


def snapshots(files, option=""):
    stream = run(f'snapcat -q {option} "$@"', files=files)
    return stream, numpy.load(io.BytesIO(run("phm2npy -k snapshots", input=stream)))


def squared(x):
    """Squared distances, of the differences to the mean: in float64."""
    x = x - x.mean(0)
    g = x @ x.T
    d = g.diagonal()[:, None] + g.diagonal() - 2 * g
    return d[numpy.triu_indices(len(d), 1)]


def ranks(x):
    order = numpy.empty(len(x))
    order[x.argsort(kind="stable")] = numpy.arange(len(x))
    return order


def picture(stream):
    """The time that diffop chooses, and the coordinates."""
    coords = run("knnaff -q | diffop -q | potdist -q | mds -q", input=stream)
    time = re.search(rb"\nattr t (\d+)\n.*?kind coords|kind coords.*?\nattr t (\d+)\n", coords, re.S)
    return int(time[1] or time[2]), numpy.load(io.BytesIO(run("phm2npy -k coords", input=coords)))


def disparity(a, b):
    """Gower 1975: what is left of 1 after both are centred, scaled, turned and mirrored."""
    a, b = (m - m.mean(0) for m in (a, b))
    singular = numpy.linalg.svd(a.T @ b / numpy.linalg.norm(a) / numpy.linalg.norm(b), compute_uv=False)
    return 1 - singular.sum() ** 2


options = argparse.ArgumentParser()
options.add_argument("-n", type=int, default=200)
options.add_argument("-k", type=int, default=4096)
options.add_argument("files", nargs="+")
o = options.parse_args()

stream, rows = snapshots(o.files)
exact = squared(rows.astype("f8"))
apart = exact > exact.max() * 1e-12  # not of equal snapshots
i, j = numpy.triu_indices(len(rows), 1)
some = numpy.random.default_rng(0).permutation(numpy.flatnonzero(apart))[:PAIRS]
fourth = numpy.array([((rows[i[p]].astype("f8") - rows[j[p]]) ** 4).sum() for p in some])
formula = numpy.sqrt(2 / o.k * (1 - fourth / exact[some] ** 2))

means, squares = [], []  # by seed
of_some = numpy.zeros(len(some))
for seed in range(o.n):
    of_seed, sketch = snapshots(o.files, f"--sketch {o.k} --seed {seed}")
    found = squared(sketch.astype("f8"))
    if seed == 0:
        first, sketched = found, of_seed
    error = found[apart] / exact[apart] - 1
    means.append(error.mean())
    squares.append((error**2).mean())
    of_some += (found[some] / exact[some] - 1) ** 2
print(f"{len(rows)} x {rows.shape[1]}, {apart.sum()} pairs, {o.n} seeds, K = {o.k}")
if o.n > 1:
    mean, deviation = numpy.mean(means), numpy.mean(squares) ** 0.5
    print(f"mean {mean:.3g}, in standard errors {mean / (numpy.std(means, ddof=1) / o.n**0.5):.2f}")
    print(f"standard deviation {deviation:.4g}, to sqrt(2/K) {deviation / (2 / o.k) ** 0.5:.4f}")
    print("of some pairs, to the formula %.4f (single pairs %.3f to %.3f)" % (
        (of_some / o.n).mean() ** 0.5 / (formula**2).mean() ** 0.5,
        *numpy.percentile((of_some / o.n) ** 0.5 / formula, [1, 99])))
rank_a, rank_b = ranks(exact), ranks(first)
print(f"rank correlation of all distances {numpy.corrcoef(rank_a, rank_b)[0, 1]:.6f}")
del rows
(t, y), (sketched_t, sketched_y) = picture(stream), picture(sketched)
print(f"t {sketched_t} for {t}, disparity of the picture {disparity(y, sketched_y):.3g}")
