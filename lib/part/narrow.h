/* A part of a record of snapshots: a range of its columns. */
#ifndef PHATE_PART_NARROW_H
#define PHATE_PART_NARROW_H

#include "stream/reader/reader.h"
#include "stream/record/part.h"
#include "stream/table/table.h"

/* Narrows the reader's current record, of kind snapshots, to that part of its columns, which are
 * taken `together` at a time (1: each by itself; of predictions all classes of a sample); `what`
 * names what is counted so. Then *r has only these columns, the attributes of a part, where `held`
 * is the key of how many, and, if it had them before, params; and `tensors`, the table of the
 * tensors record, which may have no columns, their pieces. *first becomes where the part begins, so
 * counted. Fails where the record is itself a part, or of sketches, and where there are fewer than
 * parts. */
struct error *part_narrow(struct reader *reader, struct record *r, struct table *tensors,
                          const struct part *part, size_t together, const char *what,
                          const char *held, size_t *first) MUST_CHECK;

/* Fails where a part has no table of rows, which tells that parts are of the same snapshots; `name`
 * is its stream. */
struct error *part_require_rows(const struct table *rows, const char *name) MUST_CHECK;

#endif
