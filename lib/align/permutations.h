/* Permutations of units, one for each of a specification's permutations, that bring the network of
 * a run into the labelling of a reference: P maps unit i of the reference to unit P[i] of the run,
 * so unit i of the aligned network is unit P[i] of the run's. */
#ifndef PHATE_ALIGN_PERMUTATIONS_H
#define PHATE_ALIGN_PERMUTATIONS_H

#include "align/spec.h"

#include <stdint.h>

struct permutations { /* {0} is empty */
    size_t count;
    size_t *units; /* count */
    size_t **at;   /* count; at[p] has units[p] entries, each of 0 .. units[p] - 1 once */
};

/* Each unit in its place. The caller frees `p`. Fails where memory is short, as do all below. */
struct error *permutations_identity(struct permutations *p, const struct spec *spec) MUST_CHECK;

/* From the run's labelling back: inverse[p[i]] = i. */
struct error *permutations_inverse(struct permutations *inverse,
                                   const struct permutations *p) MUST_CHECK;

/* One after the other: if `first` maps A to B and `second` maps B to C, `both` maps A to C:
 * both[i] = second[first[i]]. Both are of one specification. */
struct error *permutations_compose(struct permutations *both, const struct permutations *first,
                                   const struct permutations *second) MUST_CHECK;

/* Puts a list in a random order, such as the units of one permutation. */
void permutations_shuffle(size_t *list, size_t count, uint64_t *random);

/* `near` becomes p with about a tenth of the units of each permutation in places of others; the
 * caller frees it. Fails where memory is short. */
struct error *permutations_disturb(struct permutations *near, const struct permutations *p,
                                   uint64_t *random) MUST_CHECK;

/* Units that do not stay in their place, of all permutations together. */
size_t permutations_moved(const struct permutations *p);

void permutations_free(struct permutations *p);

#endif
