/* The permutation that fits a matrix best; private to lib/align. */
#ifndef PHATE_ALIGN_ASSIGN_IMPL_H
#define PHATE_ALIGN_ASSIGN_IMPL_H

#include "matrix/matrix.h"

#include <stddef.h>

/* best (s->rows) maximises the sum over i of s[i, best[i]], s square. Fails where memory is
 * short. */
struct error *assign_best(const struct matrix *s, size_t *best) MUST_CHECK;

#endif
