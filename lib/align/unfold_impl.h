/* A tensor as a matrix with a row for each unit of one axis; private to lib/align. Elements are
 * float32, sums and products float64. */
#ifndef PHATE_ALIGN_UNFOLD_IMPL_H
#define PHATE_ALIGN_UNFOLD_IMPL_H

#include "align/spec.h"
#include "matrix/matrix.h"

/* Element (o units + u) inner + i is in row u, column o inner + i. */
struct unfold {
    size_t outer, units, inner;
};

/* Along an axis that follows a permutation. */
struct unfold unfold_axis(const struct spec_tensor *tensor, size_t axis);

/* sum, units x units, grows by unfold(x) unfold(y)'. Fails where memory is short. */
struct error *unfold_add_products(const struct unfold *view, const float *x, const float *y,
                                  struct matrix *sum) MUST_CHECK;

/* unfold(y) = m unfold(x), m units x units. Fails where memory is short. */
struct error *unfold_multiply(const struct unfold *view, const struct matrix *m, const float *x,
                              float *y) MUST_CHECK;

#endif
