/* Distances between the rows of a diffusion operator's potential (Moon et al. 2019, eq. 5). */
#ifndef PHATE_PHATE_POTENTIAL_DISTANCE_H
#define PHATE_PHATE_POTENTIAL_DISTANCE_H

#include "base/report.h"
#include "distance/rows.h"
#include "matrix/components.h"
#include "matrix/matrix.h"

/* p  n x n, row-stochastic P^t; overwritten, or turned into d and left empty.
 * d  n x n, symmetric, zero diagonal; the caller frees it.
 * c  receives the operator's connected components, which the caller frees.
 * The potential and its metric are those of potential.h and distance.h; the distances are found
 * component by component, at the cost of the sum of their cubes and of twice the memory of the
 * largest. Outside its own component's columns every row of the potential is the same number, that
 * of probability 0, and between components only sums over each row remain. Warns of components
 * whose rows of P^t are so alike, without being equal, that rounding leaves their distances fewer
 * than ten digits; where it leaves none, the distances are 0. Fails like potential_transform, and
 * where memory is short. */
struct error *potential_distances(struct matrix *p, double gamma, enum metric metric,
                                  struct report *report, struct matrix *d,
                                  struct components *c) MUST_CHECK;

#endif
