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
#include "stream/row_store.h"
#include "stream/writer.h"

#include <stdbool.h>

struct affinity_recipe {
    struct affinity_options kernel; /* of a record of affinities only the last three apply */
    struct points_options points;   /* of snapshots and Gram matrices alone */
    size_t memory;                  /* bytes that the process may take; 0: what there is */
};

/* Values of k, ascending; the first makes the first record of affinities. */
enum { NEIGHBOURS_MAX = 100 };
struct neighbours_list {
    size_t at[NEIGHBOURS_MAX], count;
};

/* "5", "3,5,10" or "3:7": reads k into `list`, a struct neighbours_list. Fails on other texts,
 * where a value is 0 or appears twice, and where there are too many. */
struct error *affinities_read_neighbours(const char *text, void *list) MUST_CHECK;

/* "2G": reads bytes into `memory`, a size_t (base/memory.h). */
struct error *affinities_read_memory(const char *text, void *memory) MUST_CHECK;

/* Whether it is a record of kind snapshots or gram; of kind affinity or adjacency. */
bool affinities_are_of_vectors(const struct record *r);
bool affinities_are_held(const struct record *r);

/* In place: squares of rows (gram/form.h; for correlations of rows less their own means) become the
 * distances that affinities are made from. Fails where memory is short. */
struct error *affinities_distances(struct matrix *g, const struct points_options *o,
                                   struct report *report) MUST_CHECK;

/* What a record's affinities are made from. */
struct affinity_source {
    struct points points;  /* rows to search among, n x p; without columns: none, but */
    struct matrix dense;   /* n x n: distances, or the affinities that the record holds */
    struct row_store rows; /* where the points are not in memory */
    bool held;             /* the latter */
    bool equal;            /* rows at distance 0 are known to be equal: of snapshots themselves */
    bool kept;             /* the matrix is wanted again: affinities are made from a copy of it */
};

/* From the record at hand, checked, so that nothing but a lack of memory, or a file that changes,
 * is left to fail, also with a smaller k. The source must stay at its place. For sparse affinities
 * it has no n x n matrix where a search among the rows takes no more memory. The caller frees it.
 * Fails as affinity.h and affinity_sparse.h say. */
struct error *affinities_read(const struct intake *in, const struct affinity_recipe *recipe,
                              bool sparse, struct report *report,
                              struct affinity_source *source) MUST_CHECK;
void affinities_free(struct affinity_source *source);

/* The distances, or the points that have them, in their shape; NULL where only affinities are
 * known. Where the points are not in memory it has no numbers: affinities_write_points writes them,
 * as the payload of a record that the writer has begun. */
const struct matrix *affinities_companion(const struct affinity_source *source);
struct error *affinities_write_points(const void *source, struct writer *out) MUST_CHECK;

/* n x n; the caller frees k. They take the source's dense matrix over, unless it is kept, and warn
 * of snapshots with so many duplicates that their bandwidth is 0, naming them by the row table. */
struct error *affinities_dense(struct affinity_source *source, const struct affinity_recipe *recipe,
                               const struct table *rows, struct report *report,
                               struct matrix *k) MUST_CHECK;
struct error *affinities_sparse(struct affinity_source *source,
                                const struct affinity_recipe *recipe, const struct table *rows,
                                struct report *report, struct csr *k) MUST_CHECK;

/* Notes in r, the record of affinities that were made from the record `made_from`, the part of the
 * recipe that applies to it; or, where r is their companion, of distances or points. */
struct error *affinities_note(const struct affinity_recipe *recipe, const struct record *made_from,
                              struct record *r) MUST_CHECK;
struct error *affinities_note_companion(const struct affinity_recipe *recipe,
                                        const struct record *made_from,
                                        const struct affinity_source *source,
                                        struct record *r) MUST_CHECK;

#endif
