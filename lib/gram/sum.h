/* The Gram matrix G = X X' of a group of columns, accumulated panel by panel in float64. Several
 * groups may be accumulated side by side from the same panels; they share a gram_plan.
 *
 * A Gram matrix can also be extended by rows: the products of the first `known` rows with one
 * another are given, and only those of the other rows, with all rows, are computed. */
#ifndef PHATE_GRAM_SUM_H
#define PHATE_GRAM_SUM_H

#include "matrix/matrix.h"
#include "stream/record/panel.h"

#include <stdint.h>

/* A part of the lower triangle that one thread computes at a time; where row == col it is a
 * triangle itself. */
struct gram_tile {
    size_t row, rows, col, cols;
};

struct gram_plan {
    size_t rows, known;
    struct gram_tile *tiles;
    size_t tile_count;
    double *block;     /* columns converted to float64 */
    size_t block_cols; /* its width */
};

/* known: at most `rows`; 0 where all products are computed. The caller frees the plan with
 * gram_plan_free, after the sums. */
struct error *gram_plan_new(struct gram_plan *plan, size_t rows, size_t known) MUST_CHECK;
void gram_plan_free(struct gram_plan *plan);

struct gram_sum {
    const struct gram_plan *plan;
    struct matrix g;          /* rows x rows: the products to compute, in the lower triangle */
    const struct matrix *old; /* known x known, or NULL where none are known */
    uint64_t *digest;         /* of each row's columns so far */
    double *squares;          /* of each known row: the squared length of its columns so far */
    double *row_sums;         /* of each row's columns so far; NULL: rows keep their means */
    size_t cols;              /* so far */
};

/* The sum starts at zero. `old` stays the caller's and must outlive the sum. The caller frees the
 * sum with gram_sum_free, or keeps g through gram_sum_finish. */
struct error *gram_sum_begin(struct gram_sum *sum, const struct gram_plan *plan,
                             const struct matrix *old) MUST_CHECK;

/* The same for centred rows: from each row its own mean is subtracted, as in Pearson's correlation.
 * A row that is constant but for rounding becomes zeros. Such matrices do not add up, and cannot be
 * extended: the plan has no known rows. */
struct error *gram_sum_begin_centered_rows(struct gram_sum *sum,
                                           const struct gram_plan *plan) MUST_CHECK;

/* Adds the products over some of a panel's columns; spans count from the panel's first. */
void gram_sum_add(struct gram_sum *sum, const struct panel *panel, const struct span *spans,
                  size_t count);

/* The first known row whose length is not that in `old` (up to rounding), so that it cannot be the
 * same row; `known` where there is none. */
size_t gram_sum_changed_row(const struct gram_sum *sum);

/* Completes the upper triangle, puts in the known products unchanged, bit for bit, and hands the
 * matrix over; the rest of the sum is freed. Equal rows have equal products, bit for bit, in
 * whatever order BLAS has summed them. */
void gram_sum_finish(struct gram_sum *sum, struct matrix *g);
void gram_sum_free(struct gram_sum *sum);

#endif
