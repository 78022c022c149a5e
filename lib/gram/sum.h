/* The Gram matrix G = X X' of a group of columns, accumulated panel by panel in float64. Several
 * groups may be accumulated side by side from the same panels; what they share is a gram_plan.
 *
 * A Gram matrix can also be extended by rows: of the first `known` rows the products with one
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

/* known: `rows` at the most; 0 where all products are computed. The caller frees the plan with
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

/* All zero. `old` stays the caller's and outlives the sum. The caller frees the sum with
 * gram_sum_free, or keeps g from gram_sum_finish. */
struct error *gram_sum_begin(struct gram_sum *sum, const struct gram_plan *plan,
                             const struct matrix *old) MUST_CHECK;

/* The same of rows of which each is centred: less its own mean, as Pearson's correlation has it. A
 * row that is constant but for rounding becomes zeros. Such matrices do not add, and are not
 * extended: the plan knows no rows. */
struct error *gram_sum_begin_centered_rows(struct gram_sum *sum,
                                           const struct gram_plan *plan) MUST_CHECK;

/* Adds the products over some of a panel's columns; spans count from the panel's first. */
void gram_sum_add(struct gram_sum *sum, const struct panel *panel, const struct span *spans,
                  size_t count);

/* The first known row whose length is not that in `old` (to what rounding leaves), so that it
 * cannot be the row it was; `known` where there is none. */
size_t gram_sum_changed_row(const struct gram_sum *sum);

/* Completes the upper triangle, puts the products that were known in as they are, bit for bit, and
 * hands the matrix over; what else the sum held is freed. Equal rows have the very same products:
 * bit for bit, in whatever order BLAS has summed them. */
void gram_sum_finish(struct gram_sum *sum, struct matrix *g);
void gram_sum_free(struct gram_sum *sum);

#endif
