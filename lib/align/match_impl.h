/* Parts of matching; private to lib/align. */
#ifndef PHATE_ALIGN_MATCH_IMPL_H
#define PHATE_ALIGN_MATCH_IMPL_H

#include "align/match.h"

/* What counts as better, as a share of |theta_a| |theta_b|: more than rounding. */
#define MATCH_LEAST_GAIN 1e-12

/* The elements of the largest tensor, at least 1. */
size_t match_room(const struct spec *spec);

/* The inner product of two arrays. */
double match_dot(const float *x, const float *y, size_t count);

/* Fails where a tensor counts in one of them only, naming it. */
struct error *match_check_same(const struct spec *spec, match_network a,
                               match_network b) MUST_CHECK;

/* *square becomes |theta|^2. Fails where an element is not finite, naming the tensor. */
struct error *match_square(const struct spec *spec, match_network network,
                           double *square) MUST_CHECK;

/* *product becomes what the tensors that follow a permutation (all, where it is SPEC_FIXED) have of
 * <theta_a, pi(theta_b)>. `room` is overwritten. */
struct error *match_product(const struct spec *spec, match_network a, match_network b,
                            const struct permutations *p, size_t permutation, float *room,
                            double *product) MUST_CHECK;

/* Raises <theta_a, pi(theta_b)> from the permutations that *p has, in orders that `random` gives,
 * until nothing improves by `least`. *sweeps grows. */
struct error *match_ascend(const struct spec *spec, match_network a, match_network b,
                           uint64_t *random, double least, struct permutations *p,
                           size_t *sweeps) MUST_CHECK;

#endif
