/* Singular values alone, of square matrices, through the eigenvalues of PP': one product and no
 * singular vectors. The small ones lose digits (to 1e-8 of the largest), and count for nothing in
 * an entropy. */
#ifndef PHATE_MATRIX_SINGULAR_H
#define PHATE_MATRIX_SINGULAR_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

/* p is n x n, values has room for n. A sparse matrix's rows are best in band order (band_order.h):
 * PP' is then a band no wider than twice P's, whose eigenvalues take a fraction of the time. */
struct error *singular_values(const struct matrix *p, double *values) MUST_CHECK;
struct error *singular_values_sparse(const struct csr *p, double *values) MUST_CHECK;

#endif
