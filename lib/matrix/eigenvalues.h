/* Eigenvalues without eigenvectors, of square matrices: dense, or a band around the diagonal. */
#ifndef PHATE_MATRIX_EIGENVALUES_H
#define PHATE_MATRIX_EIGENVALUES_H

#include "matrix/csr.h"
#include "matrix/matrix.h"
#include "matrix/triangle.h"

/* Of a triangle, or of a symmetric matrix, whose upper triangle is read; both are overwritten. */
struct error *eigenvalues_triangle(struct triangle *s, double *values) MUST_CHECK;
struct error *eigenvalues_symmetric(struct matrix *m, double *values) MUST_CHECK;

/* Of a symmetric sparse matrix, best in band order (band_order.h). */
struct error *eigenvalues_sparse(const struct csr *m, double *values) MUST_CHECK;

/* The absolute eigenvalues of any square matrix, which is overwritten. */
struct error *eigenvalues_general(struct matrix *m, double *values) MUST_CHECK;

#endif
