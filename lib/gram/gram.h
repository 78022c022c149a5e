/* What follows from the Gram matrix of snapshots (sum.h makes it): centring, projection, distances.
 * g holds squares throughout (form.h): squared distances, and squared lengths on the diagonal. Gram
 * matrices add: over panels, tensors, column shards. */
#ifndef PHATE_GRAM_GRAM_H
#define PHATE_GRAM_GRAM_H

#include "base/report.h"
#include "distance/rows.h"
#include "matrix/matrix.h"

/* sum += g; both n x n, and of one form. */
void gram_accumulate(struct matrix *sum, const struct matrix *g);

/* Row and column `to` become those of `from`, which is an equal row. */
void gram_copy_row(struct matrix *g, size_t from, size_t to);

/* The Gram matrix of the centred rows. In place: distances stay, and the squared lengths become
 * sum_j S_ij / n - sum_jk S_jk / (2 n^2) (Gower 1966). */
struct error *gram_center(struct matrix *g) MUST_CHECK;

/* The Gram matrix of the scores on the `components` leading principal components of the centred
 * rows (all of them from rows - 1 components on). In place. Exact, whatever the number of columns
 * was. */
struct error *gram_project(struct matrix *g, size_t components) MUST_CHECK;

/* The same two, but with centre and components of the `count` rows `at` alone: the part of the
 * other rows outside these components is dropped. */
struct error *gram_center_by(struct matrix *g, const size_t *at, size_t count) MUST_CHECK;
struct error *gram_project_by(struct matrix *g, size_t components, const size_t *at,
                              size_t count) MUST_CHECK;

/* Distances between rows. In place: the squares become D, symmetric with a zero diagonal.
 *   euclidean: sqrt(S_ij)
 *   cosine:    1 - cos = (S_ij - (|x_i| - |x_j|)^2) / (2 |x_i| |x_j|), |x_i| = sqrt(S_ii); 1 to a
 *              row of zeros
 *   correlation: the same, of centred rows
 * What may be rounding counts as zero: duplicates have distance 0 exactly. Warns of cosine
 * distances that hold few digits: of rows that differ in little but length, or in that so much that
 * their squared distance does not tell the angle. */
void gram_distances(struct matrix *g, enum metric metric, struct report *report);

#endif
