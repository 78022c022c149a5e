/* Several networks brought to one labelling at once, by cycle-consistent matching (C2M3:
 * Crisostomi, Fumero, Baieri, Bernard and Rodola 2024, "C2M3: Cycle-Consistent Multi-Model
 * Merging").
 *
 * Each network r has permutations P_r to one universe, so that the way from r to s is P_s after the
 * inverse of P_r, and going around a cycle leads back. Maximised is the sum over all pairs r < s of
 * <pi_r(theta_r), pi_s(theta_s)>: by Frank and Wolfe's method over doubly stochastic matrices, all
 * permutations of all networks together (gradients by products of unfolded tensors, the vertex by
 * exact assignment, the step by exact search along the line, on which the objective is a
 * polynomial), from the identity. The nearest permutations then ascend one at a time (a network
 * against the sum of the others), until nothing improves.
 */
#ifndef PHATE_ALIGN_UNIVERSE_H
#define PHATE_ALIGN_UNIVERSE_H

#include "align/match.h"

struct universe_settings {
    uint64_t seed; /* of the orders of the last ascent */
    size_t steps;  /* of Frank and Wolfe's method, at most */
};

struct universe_outcome {
    double before, objective; /* the sum over pairs with the identity, and with the result */
    double relaxed;           /* where Frank and Wolfe's method ended, and */
    double rounded;           /* with the nearest permutations */
    double squares;           /* the sum of |theta_r|^2: so the sum over pairs of squared distances
                                 after is (count - 1) squares - 2 objective */
    size_t steps, sweeps;
};

/* p[r] (count of them) receives the permutations that bring networks[r] into the labelling of the
 * first network, whose own are the identity; the caller frees each. count >= 2. The same input,
 * settings and number of threads give the same result. Memory beyond the networks: for the largest
 * tensor one copy per network and a few more in float64, and units x units for each permutation of
 * each network. Fails as match_weights does. */
struct error *universe_match(const struct spec *spec, const match_network *networks, size_t count,
                             const struct universe_settings *settings, struct report *report,
                             struct permutations *p, struct universe_outcome *outcome) MUST_CHECK;

#endif
