/* What follows from the Gram matrix G = X X' of snapshots (sum.h makes it): centring,
 * projection, distances. Gram matrices add: over panels, tensors, column shards. */
#ifndef PHATE_GRAM_GRAM_H
#define PHATE_GRAM_GRAM_H

#include "base/report.h"
#include "distance/rows.h"
#include "matrix/matrix.h"

/* Checks a Gram matrix from elsewhere: square, finite, symmetric, its diagonal not negative. */
struct error *gram_check(const struct matrix *g) MUST_CHECK;

/* sum += g; both n x n. */
void gram_accumulate(struct matrix *sum, const struct matrix *g);

/* Row and column `to` become those of `from`, which is an equal row. */
void gram_copy_products(struct matrix *g, size_t from, size_t to);

/* The Gram matrix of the centred rows: H G H with H = I - 11'/n. In place. */
struct error *gram_center(struct matrix *g) MUST_CHECK;

/* The Gram matrix of the scores on the `components` leading principal components of the centred
 * rows: H G H, of which only the leading eigenpairs are kept (all of them from rows - 1 components
 * on). In place. Exact, whatever the number of columns was. */
struct error *gram_project(struct matrix *g, size_t components) MUST_CHECK;

/* The same two, but with centre and components of the `count` rows `at` alone: the part of the
 * other rows outside these components is dropped. */
struct error *gram_center_by(struct matrix *g, const size_t *at, size_t count) MUST_CHECK;
struct error *gram_project_by(struct matrix *g, size_t components, const size_t *at,
                              size_t count) MUST_CHECK;

/* Distances between rows. In place: G becomes D, symmetric with a zero diagonal.
 *   euclidean: sqrt(G_ii + G_jj - 2 G_ij)
 *   cosine:    1 - G_ij / sqrt(G_ii G_jj); 1 to a row of zeros
 *   correlation: the same, of a G of centred rows
 * What lies below float64's resolution counts as zero: duplicates have distance 0 exactly.
 * Warns where distances are so short beside the rows' norms that few digits are left. */
void gram_distances(struct matrix *g, enum metric metric, struct report *report);

#endif
