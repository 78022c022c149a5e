/* Eigenvalues alone, of square matrices: dense, or a band around the diagonal. */
#ifndef PHATE_EIGENVALUES_H
#define PHATE_EIGENVALUES_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

/* The upper triangle of a symmetric matrix, whole or only a band of it: entry (i, j),
 * i <= j <= i + half_width, is a[i * stride + j]. */
struct triangle {
    double *a;
    size_t rows, half_width, stride;
};

/* All zero, for a matrix whose entries further than half_width from the diagonal are 0: a band
 * where that is faster than a full triangle. The caller frees it. */
struct error *triangle_new(struct triangle *s, size_t rows, size_t half_width) MUST_CHECK;
void triangle_free(struct triangle *s);

/* The row i, whose entry (i, j) is at [j]. */
double *triangle_row(const struct triangle *s, size_t i);

/* A triangle is overwritten, as is a symmetric matrix, of which the upper triangle is read. */
struct error *triangle_eigenvalues(struct triangle *s, double *values) MUST_CHECK;
struct error *symmetric_eigenvalues(struct matrix *m, double *values) MUST_CHECK;

/* Of a symmetric sparse matrix, best in band order (band_order.h). */
struct error *sparse_eigenvalues(const struct csr *m, double *values) MUST_CHECK;

/* Absolute eigenvalues of any square matrix, which is overwritten. */
struct error *general_eigenvalues(struct matrix *m, double *values) MUST_CHECK;

#endif
