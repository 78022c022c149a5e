/* The resolvent (I - S + shift)^-1 of a walk whose affinities are a band, for the slowest modes.
 *
 * With D^1/2 on both sides I - S + shift is D - K + shift D, whose off-diagonal entries are not
 * positive and whose row sums are shift D. Elimination carries these sums instead of the diagonal,
 * so that nothing is ever subtracted and every entry of the factors has all of its digits, however
 * small the shift and the gaps (Grassmann, Taksar and Heyman 1985; Alfa, Xue and Ye 2002). The
 * factors have only positive entries too: a right-hand side without negative ones is solved to all
 * digits, and any other one is the difference of two such. */
#ifndef PHATE_MODES_RESOLVENT_H
#define PHATE_MODES_RESOLVENT_H

#include "matrix/matrix.h"
#include "modes/walk.h"

struct resolvent {
    size_t rows, width;
    double *upper;      /* rows x width: the factor's (i, i + 1) .. (i, i + width), negated */
    double *pivot;      /* rows */
    size_t *extent;     /* rows: entries of `upper` up to a row's last that is not 0 */
    const double *root; /* the walk's */
};

/* K is best in band order (matrix/band_order.h): time is rows x width^2, memory rows x width. The
 * caller frees it. */
struct error *resolvent_new(struct resolvent *r, const struct walk *w, double shift) MUST_CHECK;
void resolvent_free(struct resolvent *r);

/* Replaces x, n x p, by (I - S + shift)^-1 x. */
struct error *resolvent_apply(const struct resolvent *r, struct matrix *x) MUST_CHECK;

#endif
