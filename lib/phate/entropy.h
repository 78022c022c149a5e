/* The von Neumann entropy of a diffusion operator over powers t, and the t at its knee
 * (Moon et al. 2019, eq. 6). */
#ifndef PHATE_PHATE_ENTROPY_H
#define PHATE_PHATE_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>

/* The powers of a curve's points i = 0 .. points - 1: i + 1, called i (see entropy_knee); or,
 * doubling, 2^i, called by its name. */
struct entropy_scale {
    size_t points;
    bool doubling;
};

enum {
    ENTROPY_POINTS_LEAST = 3,
    ENTROPY_POINTS_MOST = 10000, /* the knee takes the square of it in time */
    ENTROPY_POINTS_USUAL = 100,
    ENTROPY_DOUBLINGS_MOST = 29
};

/* "100": so many points; "2^20": doubling, up to that power. False where it is neither, or has
 * fewer points than a knee needs, or too many. */
bool entropy_scale_read(const char *text, struct entropy_scale *scale);

/* The same the other way round; it fits 32 characters. */
void entropy_scale_print(const struct entropy_scale *scale, char text[32]);

/* The power t that point i stands for. */
size_t entropy_scale_time(const struct entropy_scale *scale, size_t i);

/* Where t lies among the points: t itself, or its logarithm to the base 2, at least 0. */
double entropy_scale_place(const struct entropy_scale *scale, double t);

/* H_i of the spectrum's power q, i + 1 or 2^i:
 *   p = s^q / sum s^q + 2.2e-16,  H_i = - sum p ln p.
 * values (count, not negative) is overwritten; entropy has room for the points. */
void entropy_curve(double *values, size_t count, const struct entropy_scale *scale,
                   double *entropy);

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
