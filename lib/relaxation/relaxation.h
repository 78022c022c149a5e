/* The relaxation time of a diffusion: t = 1 / (1 - |lambda_2|), rounded, of each component; and
 * powers of the operator from the modes that are left after so many steps (modes/modes.h), which
 * are few. */
#ifndef PHATE_RELAXATION_RELAXATION_H
#define PHATE_RELAXATION_RELAXATION_H

#include "modes/modes.h"
#include "phate/diffusion.h"
#include "relaxation/factors.h"

#include <stdbool.h>

/* Times longer than this are those of parts that nothing but rounding joins. */
#define RELAXATION_LONGEST 1e15

/* Components whose times differ by more than this factor take each its own. */
enum { RELAXATION_SPREAD = 4 };

struct relaxation {
    size_t t; /* the median of the components' times, weighted by their rows */
    size_t components;
    size_t *own;         /* of each component, its power: t, or, where they are apart, its time */
    bool apart;          /* the times differ by more than RELAXATION_SPREAD */
    struct modes *modes; /* of each component; NULL of an operator, maybe not reversible */
};

/* The times of d's components, and the modes that are left by then. A component without a second
 * eigenvalue, or with one of 0 (one row, or duplicates alone), does not count; where none counts, t
 * is 1. d needs no matrix where it is sparse. Fails where a walk never relaxes: where |lambda_2| is
 * 1, as of a walk that alternates between two halves, or its time is above RELAXATION_LONGEST. The
 * caller frees r. */
struct error *relaxation_find(const struct diffusion *d, struct relaxation *r) MUST_CHECK;

/* The same modes of a given power t for all components of an affinity. */
struct error *relaxation_at(const struct diffusion *d, size_t t, struct relaxation *r) MUST_CHECK;
void relaxation_free(struct relaxation *r);

/* P^t as factors; the caller frees f->m. Fails where d is an operator, and where a component has so
 * many modes left that they are not known. */
struct error *relaxation_factors(const struct diffusion *d, const struct relaxation *r,
                                 struct factors *f) MUST_CHECK;

/* P^t, n x n, of components without all modes by squaring, handed over to `power`; d, which has its
 * matrix, is used up except for its components, as by diffusion_power. */
struct error *relaxation_power(struct diffusion *d, const struct relaxation *r,
                               struct matrix *power) MUST_CHECK;

#endif
