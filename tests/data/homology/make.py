# Makes the graphs in this directory, and what GUDHI 3.13 (with POT) says of them:
#   gN.distances.tsv, gN.rows.tsv   ten random sets of points, and a column of each
#   diagrams.tsv                    graph, k, filtration, dimension, birth, death, essential
#   summaries.tsv                   graph, k, filtration, dimension, points, total, norms, entropy
#   between.tsv                     distances between the diagrams of each graph and of the next
# runs123 and tree200 stand for the potential distances in ../NAME/euclidean.potdist.npy, whose
# columns are NAME.rows.tsv. With arguments DISTANCES.npy ROWS.tsv K FILTRATION it prints the diagram
# of those, essential deaths and all.
import sys
import gudhi
import gudhi.hera
import numpy as np
from gudhi.representations.vector_methods import Entropy
from gudhi.wasserstein import wasserstein_distance

SIGN = {"sublevel": 1, "superlevel": -1}


def edges(d, k):
    """Of points at the same distance the one with the smaller number is nearer."""
    joined = set()
    for i, row in enumerate(d):
        order = [j for j in np.argsort(row, kind="stable") if j != i]
        joined |= {(min(i, j), max(i, j)) for j in order[:k]}
    return joined


def diagram(d, values, k, filtration):
    """Rows of dimension, birth, death, essential; sorted."""
    height = SIGN[filtration] * values
    tree = gudhi.SimplexTree()
    for i, h in enumerate(height):
        tree.insert([i], h)
    for i, j in edges(d, k):
        tree.insert([int(i), int(j)], max(height[i], height[j]))
    last = max(max(height[i], height[j]) for i, j in edges(d, k))
    points = []
    for dimension, (birth, death) in tree.persistence(persistence_dim_max=True):
        essential = np.isinf(death)
        death = last if essential else death
        points.append((dimension, SIGN[filtration] * birth, SIGN[filtration] * death, essential))
    return np.array(sorted(points), float)


def of_dimension(points, dimension, filtration):
    """Births before deaths, as GUDHI wants them."""
    return SIGN[filtration] * points[points[:, 0] == dimension, 1:3]


def bottleneck(p, q):
    """By the Hera in GUDHI, exactly. gudhi.bottleneck_distance is too large for some of these: for
    g9 and runs123, superlevel, it says 8.8255 with e=0 (it cannot be
    more than the distance of order 2, 7.92), and without e 1.7185 where 1.62065 is enough."""
    return gudhi.hera.bottleneck_distance(p[p[:, 1] > p[:, 0]], q[q[:, 1] > q[:, 0]], delta=0)


def random_graph(g):
    rng = np.random.default_rng(g)
    n = 10 + 2 * g
    x = rng.random((n, 3))
    values = rng.normal(size=n)
    if g == 2:  # ties of distance and of height
        x, values = rng.integers(0, 3, (n, 3)), rng.integers(0, 4, n)
    if g == 3:  # duplicates
        x[n // 2:] = x[:n - n // 2]
    if g in (5, 8):  # clusters
        x += 9 * rng.integers(0, 3, (n, 1))
    if g == 6:  # plateaus
        values = values.round()
    d = np.sqrt(((x[:, None] - x) ** 2).sum(2)).round(3)
    return d, values.round(4), 1 + g // 3


def column(name):
    return np.array([line.split("\t")[-1] for line in open(name)][1:], float)


def write_rows(name, values):
    with open(name, "w") as f:
        f.write("file\ttest_loss\n")
        f.writelines(f"{i}.pt\t{float(v)!r}\n" for i, v in enumerate(values))


if len(sys.argv) == 5:
    np.savetxt(sys.stdout, diagram(np.load(sys.argv[1]), column(sys.argv[2]), int(sys.argv[3]),
                                   sys.argv[4]), "%.17g", "\t")
    sys.exit()

graphs = {}
for g in range(10):
    d, values, k = random_graph(g)
    np.savetxt(f"g{g}.distances.tsv", d, "%g", "\t")
    write_rows(f"g{g}.rows.tsv", values)
    graphs[f"g{g}"] = d, values, k
for name in "runs123", "tree200":
    x = np.load(f"../{name}/X.npy").astype(float)
    values = np.sqrt((x ** 2).sum(1)).round(4)
    write_rows(f"{name}.rows.tsv", values)
    graphs[name] = np.load(f"../{name}/euclidean.potdist.npy"), values, 4

with open("diagrams.tsv", "w") as diagrams, open("summaries.tsv", "w") as summaries, \
        open("between.tsv", "w") as between:
    names = list(graphs)
    for filtration in SIGN:
        made = {name: diagram(*graph, filtration) for name, graph in graphs.items()}
        for name, points in made.items():
            k = graphs[name][2]
            for p in points:
                print(name, k, filtration, *("%.17g" % v for v in p), sep="\t", file=diagrams)
            for dimension in 0, 1:
                p = of_dimension(points, dimension, filtration)
                life = p[:, 1] - p[:, 0]
                entropy = Entropy(mode="scalar")(p[life > 0]) if life.sum() > 0 else [0.0]
                print(name, k, filtration, dimension, len(p), "%.17g" % life.sum(),
                      "%.17g" % np.sqrt((life ** 2).sum()), "%.17g" % max(life, default=0),
                      "%.17g" % float(np.ravel(entropy)[0]), sep="\t", file=summaries)
        for a, b in zip(names, names[1:] + names[:1]):
            for dimension in 0, 1:
                p, q = (of_dimension(made[name], dimension, filtration) for name in (a, b))
                print(a, b, filtration, dimension, "%.17g" % bottleneck(p, q),
                      *("%.17g" % wasserstein_distance(p, q, order=order, internal_p=np.inf)
                        for order in (1, 2)), sep="\t", file=between)
