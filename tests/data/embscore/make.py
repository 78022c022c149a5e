# Makes expected.tsv, what embscore should find of pictures of tree200 and runs123 and of two
# clusters that are far apart: with scikit-learn 1.9.1 (trustworthiness; continuity is the same with
# data and picture exchanged; neighbours), SciPy (Spearman, Dijkstra, Procrustes) and NumPy. Every
# case's distances are Euclidean ones of some rows, so that both directions of trustworthiness have
# coordinates.
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist, squareform
from scipy.stats import spearmanr
from sklearn.manifold import trustworthiness
from sklearn.neighbors import kneighbors_graph


def stress(D, r):
    a = D @ r / (r @ r)
    return np.sqrt(((D - a * r) ** 2).sum() / (D @ D))


def join(graph, D, label):
    """The graph with the edges of a minimum spanning tree between its components."""
    joined, count = graph.copy(), label.max() + 1
    between = np.array([[D[np.ix_(label == a, label == b)].min() for b in range(count)] for a in range(count)])
    for a, b in zip(*minimum_spanning_tree(between).nonzero()):
        i, j = np.argwhere((D == between[a, b]) & (label == a)[:, None] & (label == b))[0]
        joined[i, j] = joined[j, i] = D[i, j]
    return joined


def scores(X, Y, k):
    D, r = pdist(X), pdist(Y)
    graph = kneighbors_graph(X, k, mode="distance").toarray()
    graph = np.maximum(graph, graph.T)
    count, label = connected_components(csr_matrix(graph), directed=False)
    joined = csr_matrix(join(graph, squareform(D), label))
    geodesic = squareform(dijkstra(joined, directed=False), checks=False)
    inside = pdist(label[:, None]) == 0
    yield "stress", stress(D, r)
    yield "trustworthiness", trustworthiness(X, Y, n_neighbors=k)
    yield "continuity", trustworthiness(Y, X, n_neighbors=k)
    yield "rank-correlation", spearmanr(D, r)[0]
    yield "demap", spearmanr(geodesic, r)[0]
    yield "demap-inside", spearmanr(geodesic[inside], r[inside])[0]
    yield "demap-left-out", 1 - inside.mean()
    yield "components", count
    for c in range(count):
        yield f"component-{c + 1}", (label == c).mean()
    for c, share in enumerate(Y.var(0) / Y.var(0).sum()):
        yield f"axis-{c + 1}", share


def load(name):
    return np.load(f"../{name}.npy").astype("f8")


rng = np.random.default_rng(1)
clusters = rng.normal(size=(60, 4)) + 100 * (np.arange(60) % 3 == 0)[:, None]
np.save("clusters.npy", clusters)
np.save("clusters.Y.npy", clusters[:, :2] ** 3)
# Distances of whole numbers have ties.
np.save("grid.Y.npy", rng.integers(0, 5, (60, 2)).astype("f8"))
cases = [
    ("tree", "tree200/X", "tree200/euclidean.Y_smacof", "tree200/cosine.Y_smacof", 12),
    ("tree", "tree200/X", "tree200/euclidean.Y_smacof", "tree200/cosine.Y_smacof", 99),
    ("potential", "tree200/cosine.U", "tree200/cosine.Y_smacof", "tree200/euclidean.Y_smacof", 5),
    ("clusters", "embscore/clusters", "embscore/clusters.Y", "embscore/grid.Y", 7),
]
with open("expected.tsv", "w") as f:
    for name, X, Y, other, k in cases:
        rows = list(scores(load(X), load(Y), k))
        rows.append(("procrustes", procrustes(load(Y), load(other))[2]))
        for measure, value in rows:
            print(name, X, Y, other, k, measure, f"{value:.17g}", sep="\t", file=f)
# Spearman with ties, and nothing else: the picture is a grid.
value = spearmanr(pdist(clusters), pdist(np.load("grid.Y.npy")))[0]
with open("ties.txt", "w") as f:
    print(f"{value:.17g}", file=f)
