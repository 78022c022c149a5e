/* The sum of sketches of parts, such as each process made of its shard of the tensors: sketches are
 * linear, so it is the sketch of the whole but for the parts' rounding to float32. */
#ifndef PHATE_PART_SKETCH_SUM_H
#define PHATE_PART_SKETCH_SUM_H

#include "matrix/matrix.h"
#include "part/parts.h"
#include "stream/reader/reader.h"
#include "stream/writer.h"

struct sketch_part {
    size_t index;
    struct matrix m;
};

/* All zero before the first. */
struct sketch_sum {
    struct matrix sum;   /* of the parts before `next`, in order */
    size_t count, next;  /* parts met; the next one to be added, from 1 */
    struct record first; /* the header of the first part met */
    struct table tensors;
    struct sketch_part *waiting; /* parts that came before their turn */
    size_t waiting_count, room;
};

/* Whether it is a record of sketches. */
bool sketch_sum_takes(const struct record *r);

/* Adds the reader's current record, such a one, which parts_meet has met; `tensors` is the table
 * before it. Fails where it is not a part, or of other sketches than the first: of another size,
 * seed, group of tensors, or number of snapshots. The sums are of float64, and go from the first
 * part to the last in whatever order they come; those before their turn wait in memory. */
struct error *sketch_sum_add(struct sketch_sum *sum, struct reader *in, const struct record *r,
                             const struct table *tensors) MUST_CHECK;

/* After the last, and parts_check: writes the record of the sum, of float32. Fails where a number
 * does not fit float32. */
struct error *sketch_sum_write(struct sketch_sum *sum, struct writer *out,
                               const char *provenance) MUST_CHECK;
void sketch_sum_free(struct sketch_sum *sum);

#endif
