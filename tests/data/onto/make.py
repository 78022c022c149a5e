# Makes transition.npy, with PHATE 1.0.11 on graphtools 2.1.0: how its transform places snapshots
# 80..119 of tree200/X.npy in a picture of the first 80, as weights of these, for each metric.
import graphtools
import numpy as np

X = np.load("../tree200/X.npy").astype("f8")
rows = np.random.RandomState(1).permutation(200)[:120]
np.save("rows.npy", rows)
old, new = X[rows[:80]], X[rows[80:]]
for metric in "euclidean", "cosine":
    graph = graphtools.Graph(old, n_pca=None, knn=5, decay=40, thresh=1e-4, distance=metric)
    transition = graph.extend_to_data(new)
    transition = transition.toarray() if hasattr(transition, "toarray") else transition
    np.save(metric + ".transition.npy", np.asarray(transition))

# The reference's own principal components are approximate (randomised); these are exact.
mean = old.mean(0)
axes = np.linalg.svd(old - mean, full_matrices=False)[2][:10].T
graph = graphtools.Graph((old - mean) @ axes, n_pca=None, knn=5, decay=40, thresh=1e-4)
np.save("pca.transition.npy", graph.extend_to_data((new - mean) @ axes).toarray())
