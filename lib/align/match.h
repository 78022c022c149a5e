/* Weight matching (Ainsworth, Hayase and Srinivasa 2023, "Git Re-Basin", algorithm 1): the
 * permutations of a network's units that bring its weights close to a reference's.
 *
 * Maximised is <theta_a, pi(theta_b)>, which is the same as the least distance of a and pi(b), for
 * pi changes no norm. One permutation at a time, the others held: its best choice is the assignment
 * that maximises sum_i S[i, P(i)], S the sum over all axes that follow P of unfold(W_a) unfold(P
 * W_b)', where unfold has a row for each unit, and W_b has its other axes permuted as they stand.
 * A sweep takes all permutations in a random order; sweeps go on until one improves nothing. The
 * objective never falls, but it ends in a local maximum, which depends on the orders: the best of
 * several starts is kept.
 *
 * One thing is ours: the first sweep leaves out of S the tensors whose other axes follow
 * permutations that have not been matched yet, for these add noise. On MLPs of 3 hidden layers
 * trained from two seeds one start then ended as high as the best of 20 without (means of 20, with
 * and without: 161.6 and 156.6, 166.7 and 155.5; at 256 units of 6: 391.1 and 377.2, 396.8 and
 * 385.0).
 */
#ifndef PHATE_ALIGN_MATCH_H
#define PHATE_ALIGN_MATCH_H

#include "align/permutations.h"
#include "base/report.h"

#include <stddef.h>
#include <stdint.h>

/* A network: for each tensor of a specification its elements, row-major, or NULL for a tensor that
 * follows the permutations but does not count, such as a running mean. */
typedef const float *const *match_network;

/* Starts are ascents with random orders of their own: the first, third, ... from the identity, the
 * others from the best so far with a tenth of its units exchanged, where all tensors count from the
 * first sweep on. */
struct match_settings {
    uint64_t seed;
    size_t starts; /* at least 1 */
};

struct match_outcome {
    double before, objective;  /* <theta_a, pi(theta_b)> with the identity, and with the result */
    double square_a, square_b; /* |theta_a|^2, |theta_b|^2: so the squared distance after is
                                  square_a + square_b - 2 objective. All of tensors that count. */
};

/* `p` receives the permutations that bring b into the labelling of a; the caller frees it. The same
 * input, settings and number of threads give the same result. Memory beyond the networks: one copy
 * of the largest tensor, and matrices of units x units and units x 512. Fails where a tensor counts
 * in one network only, where an element is not finite, naming the tensor, and where memory is
 * short. */
struct error *match_weights(const struct spec *spec, match_network a, match_network b,
                            const struct match_settings *settings, struct report *report,
                            struct permutations *p, struct match_outcome *outcome) MUST_CHECK;

/* *product becomes <theta_a, pi(theta_b)>. */
struct error *match_objective(const struct spec *spec, match_network a, match_network b,
                              const struct permutations *p, double *product) MUST_CHECK;

/* *distance becomes |theta_a - pi(theta_b)|, summed directly, so that of equal networks it is 0. */
struct error *match_distance(const struct spec *spec, match_network a, match_network b,
                             const struct permutations *p, double *distance) MUST_CHECK;

#endif
