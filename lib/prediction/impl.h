/* What the measures share: the pairs of two tiles of rows, and how those that are close keep their
 * digits; private to this folder. */
#ifndef PHATE_PREDICTION_IMPL_H
#define PHATE_PREDICTION_IMPL_H

#include "base/clones.h"
#include "prediction/block.h"

enum { PREDICTION_PAIRS = PREDICTION_TILE * PREDICTION_TILE };

/* Below this mean over a block's samples (of jeffreys: this share of its terms) a value that is a
 * small difference of large numbers is computed from the differences of the predictions instead. So
 * each is good to 1e-10 of itself, and equal predictions are 0 apart. */
#define PREDICTION_CLOSE 1e-6

/* Two tiles, left >= right. The pair of a left and a right row is at left * PREDICTION_TILE + right
 * in an array of pairs. */
struct prediction_pair {
    const struct prediction_block *block;
    size_t left, right;
};

/* Sums over samples, whose means are the measure: of bhattacharyya sum - ln(product 2^exponent),
 * of the others the sum alone. Each is PREDICTION_PAIRS numbers. */
struct prediction_tile_sums {
    double *sum, *product;
    int64_t *exponent;
};

/* Whether both rows of a pair are there, and the left one comes later: the pairs that count. */
static inline bool prediction_pair_counts(const struct prediction_pair *p, size_t left,
                                          size_t right)
{
    size_t u = p->left * PREDICTION_TILE + left, v = p->right * PREDICTION_TILE + right;
    return v < u && u < p->block->rows;
}

/* squared[v] becomes the sum of the squared differences of a left row from right row v, over the
 * first `columns` of two tiles. */
CLONED_INLINE void prediction_squares(const double *restrict left, const double *restrict right,
                                      size_t columns, double *restrict squared)
{
    enum { T = PREDICTION_TILE };
    for (size_t v = 0; v < T; v++)
        squared[v] = 0;
    for (size_t c = 0; c < columns; c++, left += T, right += T)
#pragma omp simd
        for (size_t v = 0; v < T; v++)
            squared[v] += (*left - right[v]) * (*left - right[v]);
}

/* Add the block's samples. False where a distance is infinite. */
bool prediction_add_bhattacharyya(const struct prediction_pair *p,
                                  struct prediction_tile_sums *sums,
                                  struct prediction_flaw *flaw) MUST_CHECK;
void prediction_add_hellinger(const struct prediction_pair *p, struct prediction_tile_sums *sums);
void prediction_add_jeffreys(const struct prediction_pair *p, struct prediction_tile_sums *sums);
void prediction_add_disagreement(const struct prediction_pair *p,
                                 struct prediction_tile_sums *sums);

#endif
