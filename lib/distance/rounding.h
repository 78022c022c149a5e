/* Distances from elsewhere, which carry the rounding errors of what made them: 1 minus a
 * correlation is 2e-16 on the diagonal, and not the same to the last bit on both sides of it. */
#ifndef PHATE_DISTANCE_ROUNDING_H
#define PHATE_DISTANCE_ROUNDING_H

#include "matrix/matrix.h"

/* What differs from its mirror image, or from 0 on the diagonal or below 0, by at most this share
 * of the largest distance was rounded: distances by way of float64 products lose half their digits.
 */
#define DISTANCE_ROUNDED 1e-6

/* Makes such distances exact: the diagonal 0, both sides of it that below it, and none negative.
 * What differs by more stays, for the checks to find; so does a matrix that is not square. */
void distance_round(struct matrix *d);

#endif
