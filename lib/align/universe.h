/* Several networks brought to one labelling at once, by cycle-consistent matching (C2M3:
 * Crisostomi, Fumero, Baieri, Bernard and Rodola 2024, "C2M3: Cycle-Consistent Multi-Model
 * Merging").
 *
 * Each network r has permutations P_r to one universe, so that the way from r to s is P_s after the
 * inverse of P_r, and going around a cycle leads back. Maximised is the sum over all pairs r < s of
 * <pi_r(theta_r), pi_s(theta_s)>, in two ways, of which the better result is kept:
 * - by Frank and Wolfe's method over doubly stochastic matrices, all permutations of all networks
 *   together: gradients by products of unfolded tensors, the vertex by exact assignment, the step
 *   by search along the line, on which the objective is a polynomial. It starts with the first
 *   network as it is and the others spread evenly;
 * - by matching each network against the sum of those in front of it.
 * The permutations then ascend one at a time, a network against the sum of all others, until
 * nothing improves. On MLPs trained from different seeds the second way ended higher for 2 or 3
 * networks of 3 x 64 units, the first for 5 (1284 and 1235; from the identity, as in the paper,
 * 1278).
 */
#ifndef PHATE_ALIGN_UNIVERSE_H
#define PHATE_ALIGN_UNIVERSE_H

#include "align/match.h"

struct universe_settings {
    uint64_t seed; /* of the orders of ascents */
    size_t steps;  /* of Frank and Wolfe's method, at most */
};

struct universe_outcome {
    double before, objective; /* the sum over pairs with the identity, and with the result */
    double squares;           /* the sum of |theta_r|^2: so the sum over pairs of squared distances
                                 after is (count - 1) squares - 2 objective */
    double climbed, lined_up; /* the objective of the first way and of the second */
    double relaxed;           /* where Frank and Wolfe's method ended, before permutations, and */
    size_t steps;             /* how many it took */
};

/* p[r] (count of them) receives the permutations that bring networks[r] into the labelling of the
 * first network, whose own are the identity; the caller frees each. count >= 2. The same input,
 * settings and number of threads give the same result. Memory beyond the networks: one more
 * network, of the largest tensor a copy per network, and four matrices of units x units for each
 * permutation of each network. Fails as match_weights does. */
struct error *universe_match(const struct spec *spec, const match_network *networks, size_t count,
                             const struct universe_settings *settings, struct report *report,
                             struct permutations *p, struct universe_outcome *outcome) MUST_CHECK;

#endif
