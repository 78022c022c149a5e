/* Rows that need not be in memory: whoever has them hands out as many at once as are asked for. */
#ifndef PHATE_DISTANCE_ROW_SOURCE_H
#define PHATE_DISTANCE_ROW_SOURCE_H

#include "matrix/matrix.h"

#include <stdbool.h>
#include <stddef.h>

struct row_source {
    size_t rows, cols;
    bool single; /* the numbers are float32, else float64 */
    /* Writes rows [first, first + count), row-major, to `rows`: floats or doubles. One thread at a
     * time calls it. Fails where they cannot be read any more. */
    struct error *(*read)(const void *from, size_t first, size_t count, void *rows);
    const void *from;
};

/* The rows of a matrix, which must live as long. */
struct row_source row_source_of_matrix(const struct matrix *x);

/* How many rows of float64 are read at once where each is looked at once: about 8 MB. */
size_t row_source_step(const struct row_source *source);

/* The rows as float64. Where the source has floats they are read into the second half of `rows`. */
struct error *row_source_read(const struct row_source *source, size_t first, size_t count,
                              double *rows) MUST_CHECK;

#endif
