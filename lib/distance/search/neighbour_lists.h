/* What each row knows of its neighbours while pairs of rows arrive in any order: the distances to
 * its nearest rows, and a list of the rows that are in its reach as far as those distances tell;
 * the reach can only shrink. So one look at each pair is enough, except for rows with many in
 * reach: their lists are given up, and filled by a second look. The result depends neither on the
 * order of the pairs nor on threads. */
#ifndef PHATE_DISTANCE_SEARCH_NEIGHBOUR_LISTS_H
#define PHATE_DISTANCE_SEARCH_NEIGHBOUR_LISTS_H

#include "distance/points.h"
#include "distance/search/neighbours.h"
#include "matrix/csr.h"

#include <stdbool.h>

struct neighbour_list;

struct neighbour_lists {
    const struct points *points;
    const struct neighbour_options *options;
    double *bandwidth, *farthest; /* n, the caller's: see neighbours_find */
    size_t ranks;                 /* how many of its nearest distances a row looks for */
    double *nearest;              /* n x ranks: the least squared distances so far, ascending */
    double *near;  /* of each row: the squared distance up to which neighbours are listed */
    double *limit; /* of each row: beyond it they are useless; -INFINITY: all are */
    struct neighbour_list *list;
    bool no_memory; /* a list could not grow */
};

/* The caller frees it, also on failure. */
struct error *neighbour_lists_new(struct neighbour_lists *lists, const struct points *points,
                                  const struct neighbour_options *options, double *bandwidth,
                                  double *farthest) MUST_CHECK;
void neighbour_lists_free(struct neighbour_lists *lists);

/* The memory that they take per row while pairs arrive, as a rule at most. */
size_t neighbour_lists_row_bytes(const struct neighbour_options *options);

/* Tells a row of another row, once, and of their squared distance. Threads may call it at the same
 * time for different rows. */
void neighbour_lists_offer(struct neighbour_lists *lists, size_t row, size_t other, double squared);

/* Call it when each row has been told of all others within its limit: then bandwidths are final.
 * Where it sets `again`, lists were given up: their rows still have a limit, and must be told of
 * all others within it before the next call. */
struct error *neighbour_lists_settle(struct neighbour_lists *lists, bool *again) MUST_CHECK;

/* After that: the distances of all pairs of which either row has the other in its list, symmetric,
 * and a diagonal of zeros, which are stored. The lists are used up; the caller frees the result. */
struct error *neighbour_lists_join(struct neighbour_lists *lists, struct csr *distances) MUST_CHECK;

#endif
