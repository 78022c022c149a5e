/* Products of dense square matrices. Of a symmetric product one half is computed, and mirrored. */
#ifndef PHATE_MATRIX_PRODUCT_H
#define PHATE_MATRIX_PRODUCT_H

#include "matrix/matrix.h"

#include <stdbool.h>

/* x becomes x x; `room`, of the same size, is overwritten. `symmetric` says that x is symmetric. */
void product_square(struct matrix *x, struct matrix *room, bool symmetric);

/* x becomes x y, n x n; `room`, of the same size, is overwritten. `symmetric` says that the product
 * is symmetric. */
void product_multiply(struct matrix *x, const struct matrix *y, struct matrix *room,
                      bool symmetric);

/* product = m m', n x n, of m n x n; the caller frees it. */
struct error *product_outer(const struct matrix *m, struct matrix *product) MUST_CHECK;

#endif
