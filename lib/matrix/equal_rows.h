/* Rows of a matrix that are equal to the last bit, as duplicate snapshots are. BLAS computes
 * results for them that differ in the last bits, depending on their places; a caller that knows
 * which rows were equal can make their results equal again. */
#ifndef PHATE_MATRIX_EQUAL_ROWS_H
#define PHATE_MATRIX_EQUAL_ROWS_H

#include "matrix/matrix.h"

#include <stddef.h>
#include <stdint.h>

/* first[i] becomes the index of the first row that equals row i (i itself where no earlier row
 * does); `first` has room for m->rows indices. */
struct error *equal_rows_find(const struct matrix *m, size_t *first) MUST_CHECK;

/* The same of rows that are not in memory together: digests of all stand for them, of 128 bits, so
 * that no two of different rows are equal. */
struct equal_rows_digest {
    uint64_t low, high;
};
void equal_rows_digest(const double *rows, size_t count, size_t cols,
                       struct equal_rows_digest *digest);
struct error *equal_rows_of_digests(const struct equal_rows_digest *digest, size_t count,
                                    size_t *first) MUST_CHECK;

/* Overwrites each row i of m with row first[i]. */
void equal_rows_copy(struct matrix *m, const size_t *first);

#endif
