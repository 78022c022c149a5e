/* Inner products of networks, of the tensors that count; private to lib/align. */
#ifndef PHATE_ALIGN_INNER_IMPL_H
#define PHATE_ALIGN_INNER_IMPL_H

#include "align/match.h"

/* The elements of the largest tensor, at least 1. */
size_t inner_room(const struct spec *spec);

/* The inner product of two arrays. */
double inner_dot(const float *x, const float *y, size_t count);

/* *square becomes |theta|^2. Fails where an element is not finite, naming the tensor. */
struct error *inner_square(const struct spec *spec, match_network network,
                           double *square) MUST_CHECK;

/* *product becomes what the tensors that follow a permutation (all, where it is SPEC_FIXED) have of
 * <theta_a, pi(theta_b)>. `room` is overwritten. */
struct error *inner_product(const struct spec *spec, match_network a, match_network b,
                            const struct permutations *p, size_t permutation, float *room,
                            double *product) MUST_CHECK;

/* *squares becomes |theta_a - pi(theta_b)|^2, likewise. */
struct error *inner_squares(const struct spec *spec, match_network a, match_network b,
                            const struct permutations *p, float *room, double *squares) MUST_CHECK;

/* Fails where a tensor counts in one of them only, naming it. */
struct error *inner_check_same(const struct spec *spec, match_network a,
                               match_network b) MUST_CHECK;

#endif
