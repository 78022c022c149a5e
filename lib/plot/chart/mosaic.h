/* A large matrix as a mosaic of cells, each of which stands for a rectangle of entries: so that
 * 50,000 x 50,000 can be looked at. A dense one is never in memory as a whole. */
#ifndef PHATE_PLOT_CHART_MOSAIC_H
#define PHATE_PLOT_CHART_MOSAIC_H

#include "matrix/matrix.h"
#include "stream/reader/reader.h"

#include <stdbool.h>
#include <stddef.h>

struct mosaic {
    struct matrix cells; /* NaN where no entry of the cell is finite */
    size_t rows, cols;   /* of the matrix */
    bool largest;        /* what a cell shows of several entries: the largest, else their mean */
};

/* Reads the current record, numbers of any layout; entries that a sparse one does not store are 0.
 * A side has at most `most` cells (at most some thousand).
 * place  place[i] is the place of row i, and in a square matrix of column i: a permutation of
 *        r->rows numbers; NULL: their own places
 * Fails where there is no entry. On failure nothing is owed. */
struct error *mosaic_read(struct mosaic *mosaic, struct reader *reader, const struct record *r,
                          const size_t *place, size_t most, bool largest) MUST_CHECK;
void mosaic_free(struct mosaic *mosaic);

#endif
