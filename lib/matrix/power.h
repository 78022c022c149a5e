/* Powers of square matrices. Dense matrices are squared. Sparse matrices, such as operators with a
 * few neighbours per row, are multiplied directly: P^t of n points costs some 2 t n E operations
 * for E entries, and much less in band order (band_order.h), where a squaring of dense matrices
 * costs n^3. */
#ifndef PHATE_MATRIX_POWER_H
#define PHATE_MATRIX_POWER_H

#include "matrix/matrix.h"

#include <stdbool.h>

/* base becomes base^t, t >= 1. A symmetric base (but for rounding) takes half the work where its
 * powers are dense. The method is chosen by n, t and the number of entries that are not 0, so that
 * the result does not depend on the number of threads (except through BLAS). */
struct error *power_raise(struct matrix *base, size_t t, bool symmetric) MUST_CHECK;

#endif
