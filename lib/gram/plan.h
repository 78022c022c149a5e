/* How the work on a Gram matrix is cut: columns into blocks, products into tiles. */
#ifndef PHATE_GRAM_PLAN_H
#define PHATE_GRAM_PLAN_H

#include "base/error.h"

#include <stddef.h>

/* A part of the lower triangle that one thread computes at a time; where row == col it is a
 * triangle itself. */
struct gram_tile {
    size_t row, rows, col, cols;
};

struct gram_plan {
    size_t rows, known;
    const size_t *order; /* row i is the panels' row order[i]; NULL: i */
    struct gram_tile *tiles;
    size_t tile_count;
    double *block;     /* columns of the differences, in float64 */
    size_t block_cols; /* its width */
    double *sketches;  /* of the rows, while parents are chosen */
};

/* known: at most `rows`; 0 where all products are computed. The plan takes rows in their order; the
 * caller may set another one, which it keeps. The caller frees the plan with gram_plan_free, after
 * the sums. */
struct error *gram_plan_new(struct gram_plan *plan, size_t rows, size_t known) MUST_CHECK;
void gram_plan_free(struct gram_plan *plan);

#endif
