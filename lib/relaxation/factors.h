/* A power of an operator as a few factors, n x (2 + m) in place of n x n. A row holds the number of
 * its component, from 1, the square root of its degree, and m numbers F, the modes of its component
 * (modes/modes.h) times |lambda|^(t/2), the resting one first:
 *
 *   (P^t)_ij = root_j / root_i sum_k s_k F_ik F_jk  where i and j are in one component, else 0,
 *
 * with s_k = -1 for the last `negative` of the m, else 1. */
#ifndef PHATE_RELAXATION_FACTORS_H
#define PHATE_RELAXATION_FACTORS_H

#include "matrix/matrix.h"

#include <stdbool.h>

enum { FACTORS_COMPONENT, FACTORS_ROOT, FACTORS_FIRST /* of the m */ };

struct factors {
    struct matrix m;
    size_t negative;
};

/* What a reader of factors requires: FACTORS_FIRST + 1 columns or more, as many of them negative as
 * there can be, finite numbers, components from 1 to n, positive roots. */
struct error *factors_check(const struct factors *f) MUST_CHECK;

/* P^t into `power`, n x n, whose entries between components are 0 before, and stay; rows with the
 * component 0 stay whole. Rows are scaled to the sum 1, which rounding and the modes left out have
 * moved by as much as MODES_FLOOR; entries below 0, which they have, become 0. Fails where memory
 * is short. */
struct error *factors_power(const struct factors *f, struct matrix *power) MUST_CHECK;

#endif
