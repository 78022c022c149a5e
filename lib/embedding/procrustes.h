/* How unlike two sets of points are when one may be moved, turned, mirrored and scaled to fit the
 * other (Gower 1975). */
#ifndef PHATE_EMBEDDING_PROCRUSTES_H
#define PHATE_EMBEDDING_PROCRUSTES_H

#include "matrix/matrix.h"

/* a, b       n x p and n x q; where p and q differ the narrower one counts as lying in the space of
 *            the other.
 * signature  of the axes of either, or NULL (distance/points.h): a turn of a real axis towards an
 *            imaginary one would change distances, so that R turns the two kinds apart.
 * disparity  with A and B the two centred and scaled to a Frobenius norm of 1, the least sum of
 *            squares of A - c B R over all scales c and orthogonal R, 1 - (sum of the singular
 *            values of A' B)^2: 0 where they agree, at most 1.
 * Fails where a or b are a single point, or the numbers of rows differ. */
struct error *procrustes_disparity(const struct matrix *a, const char *a_signature,
                                   const struct matrix *b, const char *b_signature,
                                   double *disparity) MUST_CHECK;

#endif
