/* Powers of square matrices. Dense ones are squared; of sparse ones, operators of a few neighbours
 * a row, P^t of n points costs some 2 t n E operations for E entries, and much less in band order
 * (band_order.h), where squaring dense matrices costs n^3 a time. */
#ifndef PHATE_MATRIX_POWER_H
#define PHATE_MATRIX_POWER_H

#include "matrix/matrix.h"

#include <stdbool.h>

/* base becomes base^t, t >= 1. A symmetric base (but for rounding) takes half the work where its
 * powers are dense. The way is chosen from n, t and the entries that are not 0, so that the result
 * does not depend on the number of threads (but for what BLAS does with it). */
struct error *power_raise(struct matrix *base, size_t t, bool symmetric) MUST_CHECK;

#endif
