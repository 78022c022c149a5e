/* The Gram matrix G = X X' of snapshots, accumulated panel by panel in float64, and the distances
 * that follow from it. Gram matrices add: over panels, tensors, column shards. */
#ifndef PHATE_GRAM_H
#define PHATE_GRAM_H

#include "matrix.h"
#include "metric.h"
#include "report.h"

#include <stdint.h>

struct gram {
    struct matrix g;   /* rows x rows; the lower triangle until gram_finish */
    double *block;     /* columns converted to float64 */
    size_t block_cols; /* its width */
    uint64_t *digest;  /* of each row's columns so far */
    double *sum;       /* of each row's columns so far; NULL: rows keep their means */
    size_t cols;       /* so far */
};

/* All zero. The caller frees it with gram_free, or keeps g from gram_finish. */
struct error *gram_begin(struct gram *gram, size_t rows) MUST_CHECK;

/* The same of rows of which each is centred: less its own mean, as Pearson's correlation has it. A
 * row that is constant but for rounding becomes zeros. Such matrices do not add. */
struct error *gram_begin_centered_rows(struct gram *gram, size_t rows) MUST_CHECK;

/* Adds the products over `cols` more columns: x is rows x cols, row-major. */
void gram_add_f32(struct gram *gram, const float *x, size_t cols);
void gram_add_f64(struct gram *gram, const double *x, size_t cols);

/* Completes the upper triangle and hands the matrix over; what else the gram held is freed. Equal
 * rows have the very same products: bit for bit, in whatever order BLAS has summed them. */
void gram_finish(struct gram *gram, struct matrix *g);
void gram_free(struct gram *gram);

/* A Gram matrix from elsewhere: square, finite, symmetric, its diagonal not negative. */
struct error *gram_check(const struct matrix *g) MUST_CHECK;

/* sum += g; both n x n. */
void gram_accumulate(struct matrix *sum, const struct matrix *g);

/* The Gram matrix of the centred rows: H G H with H = I - 11'/n. In place. */
struct error *gram_center(struct matrix *g) MUST_CHECK;

/* The Gram matrix of the scores on the `components` leading principal components of the centred
 * rows: H G H, of which only the leading eigenpairs are kept (all of them from rows - 1 components
 * on). In place. Exact, whatever the number of columns was. */
struct error *gram_project(struct matrix *g, size_t components) MUST_CHECK;

/* Distances between rows. In place: G becomes D, symmetric with a zero diagonal.
 *   euclidean: sqrt(G_ii + G_jj - 2 G_ij)
 *   cosine:    1 - G_ij / sqrt(G_ii G_jj); 1 to a row of zeros
 *   correlation: the same, of a G of centred rows
 * What lies below float64's resolution counts as zero: duplicates have distance 0 exactly.
 * Warns where distances are so short beside the rows' norms that few digits are left. */
void gram_distances(struct matrix *g, enum metric metric, struct report *report);

#endif
