/* Parts of matching; private to lib/align. */
#ifndef PHATE_ALIGN_MATCH_IMPL_H
#define PHATE_ALIGN_MATCH_IMPL_H

#include "align/match.h"

#include <stdbool.h>

/* Raises <theta_a, pi(theta_b)> from the permutations that *p has, in orders that `random` gives,
 * until nothing improves by `least`. Unless `known`, those that *p has mean nothing, and the first
 * sweep looks at a tensor only where its other axes are fixed or have been matched in this sweep.
 * *sweeps grows. */
struct error *match_ascend(const struct spec *spec, match_network a, match_network b, bool known,
                           uint64_t *random, double least, struct permutations *p,
                           size_t *sweeps) MUST_CHECK;

#endif
