/* The one dense matrix: row-major float64. */
#ifndef PHATE_MATRIX_MATRIX_H
#define PHATE_MATRIX_MATRIX_H

#include "base/error.h"

#include <stddef.h>

struct matrix {
    double *a; /* rows x cols, row after row */
    size_t rows, cols;
};

/* All zero; the caller frees it. Fails where rows x cols overflows or memory is short. */
struct error *matrix_new(struct matrix *m, size_t rows, size_t cols) MUST_CHECK;
void matrix_free(struct matrix *m);

/* The bytes of so many matrices of rows x cols; SIZE_MAX where they overflow. */
size_t matrix_bytes(size_t count, size_t rows, size_t cols);

struct error *matrix_copy(struct matrix *copy, const struct matrix *m) MUST_CHECK;

/* Copies the lower triangle of a square matrix to its upper one (BLAS fills only the lower). */
void matrix_mirror_lower(struct matrix *m);

/* Subtracts from each column its mean. */
struct error *matrix_center_columns(struct matrix *m) MUST_CHECK;

/* Row and column i of a square matrix become row and column order[i], of a permutation. In place.
 */
struct error *matrix_reorder(struct matrix *m, const size_t *order) MUST_CHECK;

double matrix_row_sum(const struct matrix *m, size_t row);

#endif
