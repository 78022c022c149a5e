/* Distances between the predictions of m snapshots, summed over blocks of samples. Memory is half
 * of m x m numbers, of bhattacharyya three halves, and m x m more at the end. */
#ifndef PHATE_PREDICTION_SUM_H
#define PHATE_PREDICTION_SUM_H

#include "matrix/matrix.h"
#include "prediction/block.h"

struct prediction_sum {
    enum prediction_measure measure;
    size_t rows, tiles, samples;
    /* of each pair of tiles: those of tile 0 with 0, 1 with 0, 1 with 1, and so on (impl.h) */
    double *sum, *product;
    int64_t *exponent;
};

/* At least 1 row. The caller frees it with prediction_sum_free, or finishes it. */
struct error *prediction_sum_begin(struct prediction_sum *sum, enum prediction_measure measure,
                                   size_t rows) MUST_CHECK;
void prediction_sum_free(struct prediction_sum *sum);

/* Adds a block that has been packed. False where a distance is infinite: *flaw says which. The
 * result does not depend on the number of threads. */
bool prediction_sum_add(struct prediction_sum *sum, const struct prediction_block *block,
                        struct prediction_flaw *flaw) MUST_CHECK;

/* d becomes rows x rows, symmetric, with a zero diagonal: the means over the samples, of which
 * there is at least one. The caller frees it; the sum is freed. */
struct error *prediction_sum_finish(struct prediction_sum *sum, struct matrix *d) MUST_CHECK;

#endif
