/* The affinities that a record makes: of snapshots, of their Gram matrix, of distances, or those
 * that it holds. */
#ifndef PHATE_OPERATOR_AFFINITIES_H
#define PHATE_OPERATOR_AFFINITIES_H

#include "base/report.h"
#include "distance/points.h"
#include "matrix/csr.h"
#include "matrix/matrix.h"
#include "phate/affinity.h"
#include "stream/intake.h"

#include <stdbool.h>

struct affinity_recipe {
    struct affinity_options kernel; /* of a record of affinities only the last three apply */
    struct points_options points;   /* of snapshots and Gram matrices alone */
};

/* Whether it is a record of kind snapshots or gram; of kind affinity or adjacency. */
bool affinities_are_of_vectors(const struct record *r);
bool affinities_are_held(const struct record *r);

/* From the record at hand, n rows: n x n; the caller frees k. Warn of snapshots with so many
 * duplicates that their bandwidth is 0, naming them by the row table. Fail as affinity.h says.
 * affinities_sparse holds no n x n matrix where it can search among the rows instead. */
struct error *affinities_dense(const struct intake *in, const struct affinity_recipe *recipe,
                               struct report *report, struct matrix *k) MUST_CHECK;
struct error *affinities_sparse(const struct intake *in, const struct affinity_recipe *recipe,
                                struct report *report, struct csr *k) MUST_CHECK;

/* Notes in r, which was made from `source`, the part of the recipe that applies to it. */
struct error *affinities_note(const struct affinity_recipe *recipe, const struct record *source,
                              struct record *r) MUST_CHECK;

#endif
