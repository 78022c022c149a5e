/* The signs of axes, which neither distances nor eigenvectors tell. */
#ifndef PHATE_MATRIX_SIGNS_H
#define PHATE_MATRIX_SIGNS_H

#include "matrix/matrix.h"

/* config is dims x n: each row is an axis, with the coordinate of every point. An axis is turned
 * about where needed: its long tail comes to the positive side (the sum of cubes is positive);
 * where the two sides balance, the point farthest out does, the first of several. */
void signs_fix(struct matrix *config);

#endif
