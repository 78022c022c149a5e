/* The products of the rows of a matrix that is zero in most places, but dense in some, as the
 * potentials of a chain are, whose snapshots reach their neighbours only. Where a tile of rows by
 * columns is zero, nothing has to be multiplied. */
#ifndef PHATE_DISTANCE_TILES_H
#define PHATE_DISTANCE_TILES_H

#include "matrix/matrix.h"

#include <stdbool.h>
#include <stddef.h>

/* Which tiles of a matrix have an entry that is not zero. */
struct tiles {
    size_t rows, cols; /* of tiles */
    bool *filled;      /* rows x cols */
};

/* The caller frees the tiles. */
struct error *tiles_find(struct tiles *tiles, const struct matrix *x) MUST_CHECK;
void tiles_free(struct tiles *tiles);

/* Whether tiles_outer takes clearly less time than a dsyrk. */
bool tiles_pay(const struct tiles *tiles);

/* Adds x x' to the lower triangle of d, n x n for x of n x p. */
void tiles_outer(const struct tiles *tiles, const struct matrix *x, struct matrix *d);

#endif
