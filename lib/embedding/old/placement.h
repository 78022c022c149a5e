/* New snapshots in an old picture (Nystroem's extension, as the reference's `transform`): a new row
 * comes to lie at the mean of the old points, weighted by its affinities to them. The bandwidth of
 * a new row is the distance to its k-th nearest old one; old points stay where they are. */
#ifndef PHATE_EMBEDDING_OLD_PLACEMENT_H
#define PHATE_EMBEDDING_OLD_PLACEMENT_H

#include "base/report.h"
#include "distance/rows.h"
#include "matrix/matrix.h"
#include "phate/affinity.h"
#include "stream/record/record.h"

#include <stdbool.h>

/* How the old picture's affinities were made. */
struct placement {
    struct affinity_options kernel;
    bool of_snapshots; /* by this metric; else of distances of another kind, such as preddist's */
    enum metric metric;
    bool center;
    size_t components; /* 0: all */
};

/* From the attributes of a coords record, as knnaff left them. Fails where they do not tell. */
struct error *placement_read(struct placement *placement, const struct record *coords) MUST_CHECK;

/* In place: the Gram matrix g of all rows becomes their distances. Centres and principal components
 * are those of the `count` old rows `at`, so that new ones do not move them. */
struct error *placement_distances(const struct placement *placement, struct matrix *g,
                                  const size_t *at, size_t count, struct report *report) MUST_CHECK;

/* distance  n x n, of all rows; as scratch it is overwritten.
 * at        where the old->rows old rows are among them.
 * old       their coordinates, m x dims.
 * all       receives n x dims; the caller frees it. Old rows have their very coordinates.
 * A row without an old row near enough is put on the nearest, with a warning. Fails where m < k.
 */
struct error *placement_embed(const struct placement *placement, const struct matrix *distance,
                              const size_t *at, const struct matrix *old, struct report *report,
                              struct matrix *all) MUST_CHECK;

#endif
