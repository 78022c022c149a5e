/* Powers of sparse square matrices, whose results are dense: power.h uses them where the entries
 * are few. */
#ifndef PHATE_MATRIX_POWER_SPARSE_H
#define PHATE_MATRIX_POWER_SPARSE_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether products over its entries suit an n x n matrix with `entries` entries. */
bool power_sparse_pays(size_t n, size_t entries);

/* power = base^t, t >= 1, n x n; the caller frees it. Otherwise as power_raise. */
struct error *power_sparse_raise(const struct csr *base, size_t t, bool symmetric,
                                 struct matrix *power) MUST_CHECK;

#endif
