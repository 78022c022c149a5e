/* The potential of a diffusion operator and its distances (Moon et al. 2019, eq. 5; the gamma
 * family as in the reference implementation). */
#ifndef PHATE_PHATE_POTENTIAL_H
#define PHATE_PHATE_POTENTIAL_H

#include "matrix/matrix.h"

#define PHATE_POTENTIAL_FLOOR 1e-7 /* added to P^t before the logarithm */

/* In place, p (n x n, row-stochastic P^t) becomes U:
 *   gamma 1: -ln(P^t + 1e-7); gamma -1: P^t; else (P^t)^c / c with c = (1 - gamma) / 2.
 * Fails where an entry is negative or not finite, or a row does not sum to 1 (to 1e-6). */
struct error *potential_transform(struct matrix *p, double gamma) MUST_CHECK;

/* potential_transform for `count` entries of P^t, without the checks. */
void potential_transform_row(double *row, size_t count, double gamma);

/* U where P^t is 0. */
double potential_of_zero(double gamma);

#endif
