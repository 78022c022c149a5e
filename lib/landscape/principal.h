/* The principal directions of a trajectory: of the differences theta_i - theta_o of its snapshots
 * from one of them, o (Li, Xu, Taylor, Studer and Goldstein 2018, section 7.2, where o is the
 * last). The mean is not subtracted from the differences: of all planes through theta_o, the plane
 * of the first two directions is nearest to the snapshots, in the sense of least squares.
 *
 * The directions come from the Gram matrix of the differences, so that the eigenproblem does not
 * grow with the number of parameters. The computation makes two passes over panels of columns. */
#ifndef PHATE_LANDSCAPE_PRINCIPAL_H
#define PHATE_LANDSCAPE_PRINCIPAL_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "snapshot/snapshots.h"

/* s          n snapshots of p parameters.
 * about      o.
 * coords     n x d, d < n: receives the snapshots' coordinates along the d leading directions,
 *            relative to o.
 * direction  d arrays of p numbers: receive the directions, of unit length, with the signs that
 *            signs.h and pca(1) give them.
 * share      receives the share of the differences' squared lengths that is along the d directions.
 * Further memory: n^2 numbers, and panels. Fails if the differences have fewer than d dimensions,
 * and as snapreader does. */
struct error *principal_directions(const struct snapshots *s, size_t about, struct report *report,
                                   struct matrix *coords, double *const *direction,
                                   double *share) MUST_CHECK;

#endif
