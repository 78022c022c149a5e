/* The random walk on a connected graph of affinities K: P = D^-1 K, with D the row sums, and
 * S = D^-1/2 K D^-1/2, which is symmetric and has P's eigenvalues. Of a long chain the second is
 * within 1e-9 of the first, which is 1; here the gap itself, 1 - lambda, is computed, from
 * differences along edges, so that all of its digits are right, and not only those that are left of
 * lambda's. */
#ifndef PHATE_MODES_WALK_H
#define PHATE_MODES_WALK_H

#include "matrix/csr.h"
#include "matrix/matrix.h"

/* Both are the caller's. */
struct walk {
    const struct csr *k; /* n x n, symmetric, not negative, connected */
    const double *root;  /* n: the square roots of K's row sums */
};

/* The end of the spectrum: I - S tells modes near the eigenvalue 1, I + S those near -1. */
enum walk_end { WALK_LOWER = -1, WALK_UPPER = 1 };

/* Vectors are columns: x and y are n x p, and y is overwritten.
 * y = (I - end S) x:  y_i = sum_j K_ij (x_i / root_i - end x_j / root_j) / root_i. */
struct error *walk_gaps(const struct walk *w, enum walk_end end, const struct matrix *x,
                        struct matrix *y) MUST_CHECK;

/* The Rayleigh quotient of a column of x, of unit length, in I - end S,
 *   sum_{i<j} K_ij (x_i / root_i - end x_j / root_j)^2:
 * the distance of its eigenvalue from that end. */
double walk_gap(const struct walk *w, enum walk_end end, const struct matrix *x, size_t column);

/* A bound: no eigenvalue is below it (Gershgorin). At least -1. */
double walk_least_eigenvalue(const struct walk *w);

#endif
