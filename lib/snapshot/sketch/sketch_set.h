/* Sketches of snapshots (sketch/sketch.h), and the records that hold them: a text record of rows,
 * one of tensors (stream/tensor_map.h), whose lines are the groups, and one of snapshots, of
 * float32, with the attributes of stream/record/sketch_attr.h. */
#ifndef PHATE_SNAPSHOT_SKETCH_SKETCH_SET_H
#define PHATE_SNAPSHOT_SKETCH_SKETCH_SET_H

#include "stream/record/part.h"
#include "stream/table/table.h"
#include "stream/writer.h"

#include <stdint.h>

/* Tensors with sketches of their own. */
struct sketch_group {
    const char *name; /* NULL: all tensors; its line is called `sketch` */
    size_t params;    /* elements of the tensors that the sketches stand for */
};

struct sketch_set {
    size_t rows;
    size_t numbers; /* K, of each sketch */
    uint64_t seed;
    const uint64_t *tensors; /* which ones (sketch/sketch.h); NULL: not known */
    uint64_t grouping;       /* by which choice (gram/groups.h), or 0 */
    struct part_share share; /* of the elements that a row's sketches stand for */
    const struct sketch_group *groups;
    size_t group_count;
    double *sums; /* rows x (group_count * numbers) */
};

/* Allocates the sums, of the set's other members, at 0. Fails also where a limit leaves no memory
 * for them. */
struct error *sketch_set_new(struct sketch_set *set) MUST_CHECK;
void sketch_set_free(struct sketch_set *set);

size_t sketch_set_columns(const struct sketch_set *set);

/* Fails where a sum does not fit float32, naming the row's file, as `rows` tells it. */
struct error *sketch_set_check(const struct sketch_set *set, const struct table *rows) MUST_CHECK;

/* Writes the three records; the sums, which sketch_set_check has checked, are rounded to
 * float32. */
struct error *sketch_set_write(const struct sketch_set *set, const struct table *rows,
                               struct writer *out, const char *provenance) MUST_CHECK;

#endif
