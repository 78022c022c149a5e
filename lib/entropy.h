/* The von Neumann entropy of a diffusion operator over powers t, and the t at its knee
 * (Moon et al. 2019, eq. 6). */
#ifndef PHATE_ENTROPY_H
#define PHATE_ENTROPY_H

#include <stddef.h>

/* H_i of the spectrum's power i + 1, i = 0 .. t_max - 1:
 *   p = s^(i+1) / sum s^(i+1) + 2.2e-16,  H_i = - sum p ln p.
 * values (count, not negative) is overwritten; entropy has room for t_max numbers. */
void entropy_curve(double *values, size_t count, double *entropy, size_t t_max);

/* The index at which two least-squares lines, through the points up to it and from it on, have the
 * least summed absolute error; at least 1. The curve has at least 3 points. */
size_t entropy_knee(const double *entropy, size_t t_max);

#endif
