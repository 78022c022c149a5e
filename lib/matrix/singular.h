/* Singular values without singular vectors, of square matrices, through the eigenvalues of PP': one
 * product. Small singular values lose digits (to 1e-8 of the largest), which does not matter in an
 * entropy. */
#ifndef PHATE_MATRIX_SINGULAR_H
#define PHATE_MATRIX_SINGULAR_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

/* p is n x n, values has room for n. A sparse matrix's rows are best in band order (band_order.h):
 * PP' is then a band at most twice as wide as P's, whose eigenvalues take a fraction of the time.
 */
struct error *singular_values(const struct matrix *p, double *values) MUST_CHECK;
struct error *singular_values_sparse(const struct csr *p, double *values) MUST_CHECK;

#endif
