/* Chebyshev's polynomials of a walk: T_d of S, moved and scaled so that the interval [-1, a]
 * becomes [-1, 1], keeps what belongs to eigenvalues in it small, and magnifies what lies above as
 * much as a polynomial of that degree can (Zhou and Saad 2006): for the modes of walks that no
 * resolvent is cheap for. */
#ifndef PHATE_MODES_DAMPING_H
#define PHATE_MODES_DAMPING_H

#include "modes/walk.h"

struct damping {
    struct csr s; /* end S: the end becomes the upper one */
};

/* The caller frees it. */
struct error *damping_new(struct damping *d, const struct walk *w, enum walk_end end) MUST_CHECK;
void damping_free(struct damping *d);

/* Replaces x, n x p, by the polynomial of end S times x, -1 < a < 1. The degree is one at which an
 * eigenvalue of 1 is magnified a million times, but at most 1,000. */
struct error *damping_apply(const struct damping *d, double a, struct matrix *x) MUST_CHECK;

#endif
