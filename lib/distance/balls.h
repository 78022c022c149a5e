/* Balls around blocks of neighbouring rows: what lies in two that are far apart need not be
 * compared row by row. Along trajectories most blocks are. */
#ifndef PHATE_DISTANCE_BALLS_H
#define PHATE_DISTANCE_BALLS_H

#include "matrix/matrix.h"

#include <stddef.h>

struct balls {
    struct matrix centre; /* balls x p: the mean of the rows */
    double *radius;       /* of each ball: to the farthest row */
};

/* Rows i height .. (i + 1) height - 1 of x are in ball i. The caller frees the balls, also on
 * failure. */
struct error *balls_new(struct balls *balls, const struct matrix *x, size_t height) MUST_CHECK;
void balls_free(struct balls *balls);

/* No two rows in these balls are nearer to each other; 0 where the balls meet. */
double balls_gap(const struct balls *balls, size_t a, size_t b);

#endif
