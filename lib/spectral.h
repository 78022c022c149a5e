/* Where the rows of a sparse affinity lie in diffusion space (Coifman and Lafon 2006): coordinates
 * by the leading eigenvectors of its operator. */
#ifndef PHATE_SPECTRAL_H
#define PHATE_SPECTRAL_H

#include "csr.h"

#include <stdint.h>

/* k       n x n, symmetric, not negative, no row sum of 0.
 * coords  n x `count` (n x n where that is less), the caller's to free: with the eigenpairs l, u of
 *         S = D^-1/2 K D^-1/2 (D the row sums) that are largest by |l|, coordinate c of row i is
 *         l_c u_c(i) / sqrt(D_i), which is P's right eigenvector times its eigenvalue.
 * By randomised subspace iteration (Halko, Martinsson and Tropp 2011), a fixed number of rounds
 * from a start that `seed` decides: eigenvectors whose eigenvalues nearly agree come out mixed,
 * smooth over the graph all the same. */
struct error *spectral_coordinates(const struct csr *k, size_t count, uint64_t seed,
                                   struct matrix *coords) MUST_CHECK;

#endif
