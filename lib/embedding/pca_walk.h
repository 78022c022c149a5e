/* Principal components of a random walk: what a path shows that knows nowhere to go (Antognini and
 * Sohl-Dickstein 2018). In a space of many dimensions all its steps are at right angles and of one
 * length, so that row i of n has the scalar product min(i, j) with row j, counted from 0. Less
 * their mean, these rows have the eigenvalues
 *
 *   l_k = 1 / (4 sin^2(pi k / (2 n))),                      k = 1 .. n - 1, of sum (n^2 - 1) / 6,
 *
 * the inverses of those of the Laplacian of a path of n vertices: shares that go to 6 / (pi k)^2,
 * and a participation ratio of 5 (n^2 - 1) / (2 n^2 + 7). Less the first row, or the last,
 *
 *   l_k = 1 / (4 sin^2(pi (2 k - 1) / (2 (2 n - 1)))),      of sum n (n - 1) / 2,
 *
 * with the participation ratio 3 n (n - 1) / (2 (n^2 - n + 1)). */
#ifndef PHATE_EMBEDDING_PCA_WALK_H
#define PHATE_EMBEDDING_PCA_WALK_H

#include "embedding/pca.h"

/* The shares of `dims` axes, their sum, and the participation ratio; 0 for a single row. There are
 * no coordinates, nor what lies off them. The caller frees the result with pca_free. */
struct error *pca_walk(size_t rows, size_t dims, enum pca_origin origin,
                       struct pca *result) MUST_CHECK;

#endif
