/* Powers of square matrices. Dense ones are squared; of sparse ones, operators of a few neighbours
 * a row, P^t of n points costs some 2 t n E operations for E entries, and much less in band order
 * (bandorder.h), where squaring dense matrices costs n^3 a time. */
#ifndef PHATE_POWER_H
#define PHATE_POWER_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

#include <stdbool.h>

/* base becomes base^t, t >= 1. A symmetric base (but for rounding) takes half the work where its
 * powers are dense. The way is chosen from n, t and the entries that are not 0, so that the result
 * does not depend on the number of threads (but for what BLAS does with it). */
struct error *power_raise(struct matrix *base, size_t t, bool symmetric) MUST_CHECK;

/* The same of a sparse base; the caller frees `power`. */
struct error *power_raise_sparse(const struct csr *base, size_t t, bool symmetric,
                                 struct matrix *power) MUST_CHECK;

/* Whether an n x n matrix with so many entries is better taken by them. */
bool power_is_sparse(size_t n, size_t entries);

/* x becomes x x; next, of its size, is room to work. */
void power_square(struct matrix *x, struct matrix *next, bool symmetric);

/* x becomes x y, n x n. Where the product is symmetric half the work. */
struct error *power_multiply(struct matrix *x, const struct matrix *y, bool symmetric) MUST_CHECK;

/* product = m m', n x n, of m n x n; the caller frees it. */
struct error *power_outer(const struct matrix *m, struct matrix *product) MUST_CHECK;

#endif
