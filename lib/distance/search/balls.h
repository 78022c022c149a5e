/* Balls around blocks of neighbouring rows: what lies in two that are far apart need not be
 * compared row by row. Along trajectories most blocks are. */
#ifndef PHATE_DISTANCE_SEARCH_BALLS_H
#define PHATE_DISTANCE_SEARCH_BALLS_H

#include "matrix/matrix.h"

#include <stddef.h>

struct balls {
    struct matrix centre; /* balls x p: the mean of the rows */
    double *radius;       /* of each ball: to the farthest row */
};

/* So many balls, none of which encloses anything yet, of rows of p numbers. The caller frees them,
 * also on failure. */
struct error *balls_new(struct balls *balls, size_t count, size_t p) MUST_CHECK;
void balls_free(struct balls *balls);

/* Makes a ball that of these rows, count x p. Threads may call it at the same time for different
 * balls. */
void balls_enclose(struct balls *balls, size_t ball, const double *rows, size_t count);

/* No two rows in these balls are nearer to each other; 0 where the balls meet. */
double balls_gap(const struct balls *balls, size_t a, size_t b);

#endif
