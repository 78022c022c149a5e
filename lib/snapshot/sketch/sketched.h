/* The work of snapcat --sketch: reads checkpoints as concat.h does, and writes sketches of their
 * rows (sketch_set.h), of all tensors together or of each group of them. */
#ifndef PHATE_SNAPSHOT_SKETCH_SKETCHED_H
#define PHATE_SNAPSHOT_SKETCH_SKETCHED_H

#include "gram/groups.h"
#include "snapshot/concat.h"

struct sketched_request {
    size_t numbers; /* of each sketch */
    size_t seed;
    struct group_choice groups;
};

/* Each element is read once. Memory is that of the sums, rows x groups x numbers of float64, and of
 * two panels. All is read and checked before anything is written. Fails as concat_write does, as
 * gram_groups_make does, and where a sum does not fit float32. */
struct error *sketched_write(const struct concat *work, const struct sketched_request *request,
                             struct writer *out, const char *provenance,
                             struct report *report) MUST_CHECK;

/* The same for a set of concat_describe. */
struct error *sketched_write_set(const struct snapshots *s, const struct sketched_request *request,
                                 struct writer *out, const char *provenance,
                                 struct report *report) MUST_CHECK;

#endif
