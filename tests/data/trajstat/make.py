"""The snapshots of trajstat.t and what numpy says of their runs: python3 make.py

Run a has steps out of order in the table, b turns back on itself, stands still (two equal snapshots)
and lacks a step and losses, c is one snapshot, d starts where a does. One row is in no run.
"""
import numpy as np

rng = np.random.default_rng(5)
p = 60
rows = []  # file, run, step, test_loss, accuracy, weights


def add(run, step, x, loss, accuracy):
    rows.append((f"{run or 'none'} {len(rows)}.pt", run, step, loss, accuracy, x))


start = rng.normal(size=p)
walk = start + np.cumsum(rng.normal(size=(7, p)) * np.linspace(0.5, 0.1, 7)[:, None], 0)
for i, x in enumerate([start, *walk]):
    add("a", f"{5 * i}", x, f"{2 / (1 + i % 6):.4f}", f"{0.1 * (i % 6):.1f}")
b = rng.normal(size=(3, p))
for i, (step, x, loss) in enumerate([("0", b[0], "1.5"), ("1", b[1], "nan"), ("2", b[0], ""),
                                     ("3", b[0], "0.5"), ("10", b[2], "0.5"), ("", b[1], "inf")]):
    add("b", step, x, loss, "0.5")
add("c", "0", rng.normal(size=p), "nan", "0.25")
add("", "0", rng.normal(size=p), "0.001", "1")
for i in range(4):
    add("d", f"{i}", start + i * np.ones(p) * 0.3, f"{1 - i / 10}", f"{i / 10}")
order = rng.permutation(len(rows))
rows = [rows[i] for i in order]
X = np.array([r[5] for r in rows])
Y = (X @ rng.normal(size=(p, 2))) * 0.01


def number(text):
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def write(path, heading, lines):
    with open(path, "w") as f:
        for line in [heading, *lines]:
            print(*(x if isinstance(x, str) else repr(float(x)) for x in line), sep="\t", file=f)


def measure(P, name, column, highest):
    """P: positions; the columns of trajstat from `run` on."""
    P = P.astype(np.longdouble)
    runs = {}
    for i, r in enumerate(rows):
        if r[1]:
            runs.setdefault(r[1], []).append(i)
    for run, members in runs.items():
        members.sort(key=lambda i: (np.nan_to_num(number(rows[i][2]), nan=np.inf), i))
    distance = lambda i, j: np.sqrt(((P[i] - P[j]) ** 2).sum())
    summary, steps = [], []
    for run, m in runs.items():
        value = [number(rows[i][column]) for i in m]
        known = [v for v in value if v == v]
        best = value.index(max(known) if highest else min(known)) if known else None
        lengths = [np.nan] + [distance(i, j) for i, j in zip(m, m[1:])]
        cosines = [np.nan, np.nan][:len(m)]
        for i, j, k in zip(m, m[1:], m[2:]):
            u, v = P[j] - P[i], P[k] - P[j]
            lengths_product = np.sqrt((u @ u) * (v @ v))
            cosines.append(u @ v / lengths_product if lengths_product > 0 else np.nan)
        turns = [c for c in cosines if c == c]
        moves = lengths[1:]
        to_best = [distance(i, m[best]) if best is not None else np.nan for i in m]
        for n, i in enumerate(m):
            steps.append((run, str(i), rows[i][2], rows[i][0], lengths[n], cosines[n],
                          distance(m[0], i), distance(i, m[-1]), to_best[n]))
        net = distance(m[0], m[-1])
        summary.append((run, str(len(m)), sum(moves), net, net / sum(moves) if moves else np.nan,
                        np.mean(moves) if moves else np.nan, min(moves, default=np.nan),
                        max(moves, default=np.nan), np.mean(turns) if turns else np.nan,
                        rows[m[best]][2] if best is not None else "nan",
                        value[best] if best is not None else np.nan, to_best[0], to_best[-1]))
    write(f"{name}.runs.tsv", ["run", "snapshots", "length", "net", "straightness", "mean_step",
                               "shortest_step", "longest_step", "mean_cosine", "best_step",
                               "best_value", "first_to_best", "best_to_final"], summary)
    if highest:  # only the best differs
        return
    write(f"{name}.steps.tsv", ["run", "row", "step", "file", "step_length", "cosine", "from_first",
                                "to_final", "to_best"], steps)
    write(f"{name}.ends.tsv", ["run", *runs],
          [(run, *(distance(m[-1], o[-1]) for o in runs.values())) for run, m in runs.items()])


np.save("X.npy", X)
np.save("Y.npy", Y)
write("rows.tsv", ["file", "run", "step", "test_loss", "accuracy"], [r[:5] for r in rows])
measure(X, "weights", 3, False)
measure(Y, "picture", 3, False)
measure(X, "accuracy", 4, True)

# A line of 49 points from -0.5 to 2.5, its ends at 0 and 1.
x = np.linspace(-0.5, 2.5, 49)
loss = np.round(0.3 + 1.5 * x + 0.6 * np.exp(-8 * (x - 0.4) ** 2) + 5 * (x > 1.1), 6)
loss[11] = np.nan
write("line.tsv", [*(f"{v:.6f}" for v in loss)], [])
part = (x > -1e-9) & (x < 1 + 1e-9)
px, v = x[part], loss[part]
excess = v - (v[0] + (v[-1] - v[0]) * px)
write("barrier.tsv", ["from", "to", "value_from", "value_to", "points", "missing", "worst", "worst_at",
                      "barrier", "barrier_at", "barrier_over_mean"],
      [(0, 1, v[0], v[-1], str(len(v)), str(np.isnan(v).sum()), np.nanmax(v), px[np.nanargmax(v)],
        np.nanmax(excess), px[np.nanargmax(excess)], np.nanmax(v) - (v[0] + v[-1]) / 2)])
