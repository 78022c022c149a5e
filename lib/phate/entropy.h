/* The von Neumann entropy of a diffusion operator over powers t, and the t at its knee
 * (Moon et al. 2019, eq. 6). */
#ifndef PHATE_PHATE_ENTROPY_H
#define PHATE_PHATE_ENTROPY_H

#include <stddef.h>

/* H_i of the spectrum's power i + 1, i = 0 .. t_max - 1:
 *   p = s^(i+1) / sum s^(i+1) + 2.2e-16,  H_i = - sum p ln p.
 * values (count, not negative) is overwritten; entropy has room for t_max numbers. */
void entropy_curve(double *values, size_t count, double *entropy, size_t t_max);

/* The knee of the curve: the index i at which two least-squares lines have the least summed
 * absolute error, the one through the points 0 .. i, the other through i - 1 .. t_max - 1 and
 * measured from i on. (That the second starts a point earlier than it is measured, and that the
 * index is taken for the power, is how the reference implementation chooses t; a difference of one
 * would give other pictures.) At least 1; t_max is at least 3. */
size_t entropy_knee(const double *entropy, size_t t_max);

/* y = height + slope i */
struct entropy_line {
    double slope, height;
};

/* The two lines that meet at `knee`, 1 .. t_max - 2. */
void entropy_lines(const double *entropy, size_t t_max, size_t knee, struct entropy_line lines[2]);

#endif
