/* Diffusion maps (Coifman and Lafon 2006): where the rows of a sparse affinity lie for a random
 * walk of `time` steps. With P = D^-1 K and its right eigenvectors psi_c (D the row sums, scaled so
 * that psi' D psi = 1), the squared distance of rows i and j is sum_c l_c^(2 time) (psi_c(i) -
 * psi_c(j))^2, small where walks from both are at the same places after `time` steps. */
#ifndef PHATE_PHATE_DIFFUSION_MAP_H
#define PHATE_PHATE_DIFFUSION_MAP_H

#include "matrix/csr.h"

#include <stdint.h>

/* For all functions: k  n x n, symmetric, not negative, no row sum of 0, every |eigenvalue| of P at
 * most 1 (which holds for such a K). The random numbers are `seed`'s. The results do not depend on
 * the number of threads. */

/* The time after which the walk tells no more than about `cells` places apart: that at which sum_c
 * l_c^(2 time) has fallen to cells >= 1. On a chain of n rows that is when the walk has spread over
 * n / cells of them. Smaller where the sum stops falling before: then the walk has mixed in each of
 * several parts that hardly hang together; at least 4. The sum is a trace, estimated from 8 random
 * vectors (Hutchinson 1990). Fails where memory is short. */
struct error *diffusion_map_time(const struct csr *k, double cells, uint64_t seed,
                                 size_t *time) MUST_CHECK;

/* Places in the map, by random projection (Johnson and Lindenstrauss 1984; Achlioptas 2003).
 *
 * coords  n x count, the caller's to free: the rows of S^time R, with S = D^-1/2 K D^-1/2 and R of
 *         random signs, each scaled to length 1. The product of two is the cosine of the angle
 *         between their places, to within about 1 / sqrt(count) where that is wide, less where it
 *         is not.
 *
 * Lengths are left out, since walks from a hub are everywhere: its rows would all lie close to 0.
 * Nothing has to converge, unlike eigenvectors, whose gaps vanish on chains. S^time is a sum of
 * Chebyshev polynomials of a degree of about 4 sqrt(time), within 1e-3 on all of the spectrum
 * (Sachdeva and Vishnoi 2014, theorem 3.1). Fails where memory is short. */
struct error *diffusion_map_coordinates(const struct csr *k, size_t time, size_t count,
                                        uint64_t seed, struct matrix *coords) MUST_CHECK;

#endif
