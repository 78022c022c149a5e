/* A symmetric matrix as its upper triangle, whole or as a band of it, for its eigenvalues. */
#ifndef PHATE_MATRIX_TRIANGLE_H
#define PHATE_MATRIX_TRIANGLE_H

#include "matrix/matrix.h"

#include <stddef.h>

/* Entry (i, j), i <= j <= i + half_width, is a[i * stride + j]. It is a band where stride < rows.
 */
struct triangle {
    double *a;
    size_t rows, half_width, stride;
};

/* All zero, for a matrix whose entries farther than half_width from the diagonal are 0: a band
 * where that is faster than a full triangle. The caller frees it. */
struct error *triangle_new(struct triangle *s, size_t rows, size_t half_width) MUST_CHECK;
void triangle_free(struct triangle *s);

/* Row i, whose entry (i, j) is at [j]. */
double *triangle_row(const struct triangle *s, size_t i);

#endif
