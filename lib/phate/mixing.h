/* Mixing: how much walks of t steps still tell of where they began. The mixing distance of a
 * component is the largest total variation distance (half the sum of the absolute differences)
 * between one of its rows of P^t and their mean. It falls with t, to 0 where all rows are the same
 * (Levin, Peres, Wilmer 2009, chapter 4). */
#ifndef PHATE_PHATE_MIXING_H
#define PHATE_PHATE_MIXING_H

#include "matrix/components.h"
#include "matrix/matrix.h"

#include <stdbool.h>

/* Below it a component counts as mixed. The logarithm of its rows is then nearly linear, and their
 * distances are those along the slowest eigenvectors: with one such vector the picture is a
 * line. */
#define MIXING_MIXED 0.1

/* distance (c->count) receives the mixing distance of each component of p, P^t or an affinity,
 * whose rows are divided by their sums (not 0); exactly 0 where all of a component's rows are
 * equal. */
struct error *mixing_distances(const struct matrix *p, const struct components *c,
                               double *distance) MUST_CHECK;

/* What rounding leaves of the mixing distance of so many rows that have mixed wholly: below it the
 * rows are the same. */
double mixing_rounding(size_t rows);

/* Gives all rows of a component of p the entries of its first one, among its own columns. */
void mixing_level(struct matrix *p, const struct components *c, size_t index);

struct mixing {
    size_t mixed; /* components, without those of duplicates or of two rows, which lose nothing */
    double distance;    /* the largest of their distances */
    size_t shorter;     /* fewer steps, after which none of them is mixed; 0 where not known */
    bool mixed_at_once; /* a component is mixed after a single step, so fewer steps do not help */
};

/* From the components' distances after one step and after t. */
struct mixing mixing_judge(const struct components *c, const double *first, const double *distance,
                           size_t t);

#endif
