/* Chebyshev's polynomials of a walk: T_d(S / a) x keeps what belongs to eigenvalues in [-a, a] small
 * and magnifies everything outside as much as a polynomial of that degree can (Zhou and Saad 2006),
 * for the modes of walks that no resolvent is cheap for. */
#ifndef PHATE_MODES_DAMPING_H
#define PHATE_MODES_DAMPING_H

#include "modes/walk.h"

struct damping {
    struct csr s;
};

/* The caller frees it. */
struct error *damping_new(struct damping *d, const struct walk *w) MUST_CHECK;
void damping_free(struct damping *d);

/* Replaces x, n x p, by T_d(S / a) x, 0 < a < 1. The degree d is one at which an eigenvalue of 1 is
 * magnified a million times, but at most 1,000. */
struct error *damping_apply(const struct damping *d, double a, struct matrix *x) MUST_CHECK;

#endif
