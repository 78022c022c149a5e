/* What each row knows of its neighbours while pairs of rows come by in any order: the distances to
 * its nearest ones, and, listed, the rows that are in its reach as far as those distances tell,
 * which can only shrink. So one look at each pair is enough, but for rows with many in reach: their
 * lists are given up, and filled by a second look. What comes out depends neither on the order of
 * the pairs nor on threads. */
#ifndef PHATE_DISTANCE_NEIGHBOUR_LISTS_H
#define PHATE_DISTANCE_NEIGHBOUR_LISTS_H

#include "distance/neighbours.h"
#include "distance/points.h"
#include "matrix/csr.h"

#include <stdbool.h>

struct neighbour_list;

struct neighbour_lists {
    const struct points *points;
    const struct neighbour_options *options;
    double *bandwidth, *farthest; /* n, the caller's: see neighbours_find */
    size_t ranks;                 /* how many nearest distances a row is still looking for */
    double *nearest;              /* n x ranks: the least squared distances so far, ascending */
    double *near;  /* of each row: the squared distance up to which neighbours are listed */
    double *limit; /* of each row: that up to which they are of any use; -INFINITY where none is */
    struct neighbour_list *list;
    bool no_memory; /* a list could not grow */
};

/* Freed by the caller, also on failure. */
struct error *neighbour_lists_new(struct neighbour_lists *lists, const struct points *points,
                                  const struct neighbour_options *options, double *bandwidth,
                                  double *farthest) MUST_CHECK;
void neighbour_lists_free(struct neighbour_lists *lists);

/* Tells a row of another one, once, and their squared distance. Threads may do so at the same time
 * for different rows. */
void neighbour_lists_offer(struct neighbour_lists *lists, size_t row, size_t other, double squared);

/* To be called when each row has been told of all others within its limit: bandwidths are final.
 * Where `again` is set, lists were given up: their rows have a limit still, and have to be told
 * of all others within it, before this is called once more. */
struct error *neighbour_lists_settle(struct neighbour_lists *lists, bool *again) MUST_CHECK;

/* After that: the distances of all pairs of which either has the other in its list, symmetric, and
 * a diagonal of zeros, which are stored. The lists are used up; the caller frees the result. */
struct error *neighbour_lists_join(struct neighbour_lists *lists, struct csr *distances) MUST_CHECK;

#endif
