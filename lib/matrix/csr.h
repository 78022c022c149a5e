/* Sparse matrices, row by row: the content of a `csr` payload, as float64. */
#ifndef PHATE_MATRIX_CSR_H
#define PHATE_MATRIX_CSR_H

#include "matrix/matrix.h"

#include <stddef.h>

struct csr {
    size_t rows, cols, nonzeros;
    size_t *start; /* rows + 1: the entries of row i are start[i] .. start[i + 1] - 1 */
    size_t *col;   /* of each entry; ascending in a row */
    double *value; /* of each entry; may be 0 */
};

/* Makes room for `nonzeros` entries, without any yet: start is all zero. The caller frees it. */
struct error *csr_new(struct csr *m, size_t rows, size_t cols, size_t nonzeros) MUST_CHECK;
void csr_free(struct csr *m);

/* Fails where the row pointers do not rise from 0 to `nonzeros`, or the columns of a row are out of
 * range or out of order. All functions below rely on this check. */
struct error *csr_check_structure(const struct csr *m) MUST_CHECK;

/* Like matrix_check (check.h), with the properties CHECK_SYMMETRIC and CHECK_NONNEGATIVE. */
struct error *csr_check(const struct csr *m, unsigned properties, const char *what) MUST_CHECK;

size_t csr_count_nonzeros(const struct matrix *dense);

/* Convert a dense matrix to the entries that are not 0, and back. The caller frees the result. */
struct error *csr_from_dense(struct csr *m, const struct matrix *dense) MUST_CHECK;
struct error *csr_to_dense(const struct csr *m, struct matrix *dense) MUST_CHECK;

/* Entry (i, j), or 0 where it is not stored. */
double csr_at(const struct csr *m, size_t i, size_t j);
double csr_row_sum(const struct csr *m, size_t row);

/* Removes stored entries that are 0; their memory is kept. */
void csr_drop_zeros(struct csr *m);

/* Sets the entries (i, i) to `value`; those that are not stored yet get room. On failure m is
 * unchanged. */
struct error *csr_set_diagonal(struct csr *m, double value) MUST_CHECK;

struct error *csr_transpose(const struct csr *m, struct csr *transposed) MUST_CHECK;

/* y = m x; the threads share the rows of y, so that the result does not depend on their number.
 *  x  m->cols x k;  y  m->rows x k, the caller's, overwritten. */
void csr_multiply(const struct csr *m, const struct matrix *x, struct matrix *y);

#endif
