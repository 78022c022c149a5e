/* The principal directions of a trajectory: of the differences theta_i - theta_o of its snapshots
 * from one of them, o (Li, Xu, Taylor, Studer and Goldstein 2018, section 7.2, with the last for
 * o). The mean is not taken from the differences: of all planes through theta_o, that of the first
 * two directions is the one nearest to the snapshots, in the sense of least squares.
 *
 * They come from the Gram matrix of the differences, so that the number of parameters does not
 * matter, in two passes over panels of columns. */
#ifndef PHATE_LANDSCAPE_PRINCIPAL_H
#define PHATE_LANDSCAPE_PRINCIPAL_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "snapshot/snapshots.h"

/* s          n snapshots of p parameters.
 * about      o.
 * coords     n x d, d < n: receives the snapshots' coordinates along the d leading directions, as
 *            seen from o.
 * direction  d arrays of p numbers: receive the directions, of unit length, turned as signs.h
 *            says, which is also as pca(1) turns them.
 * share      receives how much of the differences' squared lengths is along all d.
 * Memory beside that: n^2, and panels. Fails where the differences have fewer than d dimensions,
 * and as snapreader does. */
struct error *principal_directions(const struct snapshots *s, size_t about, struct report *report,
                                   struct matrix *coords, double *const *direction,
                                   double *share) MUST_CHECK;

#endif
