/* The signs of axes, which neither distances nor eigenvectors determine. */
#ifndef PHATE_MATRIX_SIGNS_H
#define PHATE_MATRIX_SIGNS_H

#include "matrix/matrix.h"

/* config is dims x n: each row is an axis, with the coordinate of every point. An axis is reversed
 * where needed, so that its long tail is on the positive side (the sum of cubes is positive); where
 * the two sides balance, so that the farthest point is, the first of several. */
void signs_fix(struct matrix *config);

#endif
