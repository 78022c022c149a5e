/* Random walks in place of runs: the null of what a picture of several runs shows. */
#ifndef PHATE_RUN_WALKS_H
#define PHATE_RUN_WALKS_H

#include "matrix/matrix.h"
#include "run/runs.h"

/* Walks start where the runs do, and have as many rows. All their steps are at right angles to each
 * other and to what lies between the starts, as in a space of many dimensions, and as long as the
 * root of the mean square of the runs' steps.
 * g      n x n, squares (gram/form.h) of the rows, about any origin.
 * runs   of these rows, all of which are in a run.
 * walks  receives the squared distances between the walks' rows, n x n, with a diagonal of zeros:
 *        squares as soon as an origin is taken from them. The caller frees it. */
struct error *walks_gram(const struct matrix *g, const struct runs *runs,
                         struct matrix *walks) MUST_CHECK;

#endif
