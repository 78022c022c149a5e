"""Runs and the distances between them, for between.t: python3 make.py, with frechetdist 0.6 and
similaritymeasures 1.5.0 installed.

Random walks in three dimensions that all begin and end in one place, since else their ends alone
decide the Frechet distance; their rows are mixed. Runs a to e have 15 snapshots, f 22, g 4, h one.
The discrete Frechet distances of runs of one length are frechetdist's, which takes no others; the
rest are similaritymeasures'. The means at equal progress are numpy's: between two midpoints of
successive snapshots' progress, of either run, the nearest snapshots stay the same.
"""
import frechetdist
import numpy as np
import similaritymeasures

rng = np.random.default_rng(11)
counts = dict(a=15, b=15, c=15, d=15, e=15, f=22, g=4, h=1)
rows = []  # run, step, optimizer, test_loss, progress, position
for run, count in counts.items():
    walk = rng.normal(size=(count, 3)).cumsum(0)
    walk -= walk[0] + np.linspace(0, 1, count)[:, None] * (walk[-1] - walk[0])
    steps = np.arange(count) if run < "d" else 10 + np.cumsum(rng.integers(1, 30, size=count))
    progress = np.round(np.linspace(0.1, 0.8, count) + 0.1 * rng.normal(size=count), 6)
    for i in range(count):
        rows.append((run, str(steps[i]), "adam" if run < "c" else "sgd", f"{1 / (1 + i):.3f}",
                     "" if run == "b" and i == 3 else f"{progress[i]}", walk[i]))
rows = [rows[i] for i in rng.permutation(len(rows))]
names = list(dict.fromkeys(r[0] for r in rows))
np.save("X.npy", np.array([r[5] for r in rows]))
with open("rows.tsv", "w") as f:
    print("run", "step", "optimizer", "test_loss", "progress", sep="\t", file=f)
    for r in rows:
        print(*r[:5], sep="\t", file=f)

runs = {n: sorted((r for r in rows if r[0] == n), key=lambda r: int(r[1])) for n in names}


def frechet(p, q):
    p, q = np.array([r[5] for r in p]), np.array([r[5] for r in q])
    return frechetdist.frdist(p, q) if len(p) == len(q) else similaritymeasures.frechet_dist(p, q)


def share(run):
    steps = np.array([float(r[1]) for r in run])
    return (steps - steps[0]) / (steps[-1] - steps[0]) if len(run) > 1 else np.zeros(1)


def column(run):
    return np.array([float(r[4]) if r[4] else np.nan for r in run])


def mean(p, q, progress, least, most):
    at = [progress(p), progress(q)]
    changes = [least, most]
    for values in at:
        values = np.sort(values[~np.isnan(values)])
        changes += list((values[1:] + values[:-1]) / 2)
    changes = np.unique(changes)
    middle = (changes[1:] + changes[:-1]) / 2
    i, j = (np.nanargmin(np.abs(values[:, None] - middle), axis=0) for values in at)
    apart = np.linalg.norm(np.array([r[5] for r in p])[i] - np.array([r[5] for r in q])[j], axis=1)
    return (apart * np.diff(changes)).sum() / (most - least)


def write(path, distance):
    with open(path, "w") as f:
        for p in runs.values():
            print(*(repr(float(0 if p is q else distance(p, q))) for q in runs.values()), sep="\t", file=f)


values = np.concatenate([column(r) for r in runs.values()])
write("frechet.tsv", frechet)
write("mean.tsv", lambda p, q: mean(p, q, share, 0, 1))
write("progress.tsv", lambda p, q: mean(p, q, column, np.nanmin(values), np.nanmax(values)))
