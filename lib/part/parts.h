/* Parts that several streams hold, whether they are of the same snapshots, and all there: what may
 * be added, and then is the whole. */
#ifndef PHATE_PART_PARTS_H
#define PHATE_PART_PARTS_H

#include "base/report.h"
#include "stream/record/part_set.h"
#include "stream/table/table.h"

struct parts_table {
    size_t part;
    struct table t;
};

/* All zero before the first. */
struct parts {
    struct part_set set; /* the parts met */
    char *tensors;       /* which ones the first part tells; NULL: none */
    char *groups;        /* by which choice the first part tells; NULL: none */
    char *whole;         /* the stream of a record that is not a part; NULL: there was none */
    struct table rows;   /* of the first part */
    struct parts_table *tables; /* the tensors records of parts; of each its first */
    size_t table_count, room;
};

/* The tables of the stream that a record is of; of no columns where it has none. */
struct parts_stream {
    const char *name;
    const struct table *rows, *tensors;
};

/* Meets a record, a part or not, with its attribute name; `held` is the key of how many (part.h).
 * Fails where parts and wholes come together, or parts with names and without; where the part was
 * there before under that name; and where it is one of another whole, of other tensors or groups,
 * or of other snapshots than the first part: their row tables must have the same files, runs and
 * steps, as far as one of them has these, in the same order.
 * Warns where another column that both have is not the same, but for scores of samples. */
struct error *parts_meet(struct parts *parts, const struct record *r, const char *held,
                         const struct parts_stream *stream, struct report *report) MUST_CHECK;

bool parts_any(const struct parts *parts); /* whether parts have come */

/* Fails where a part is missing, naming it. */
struct error *parts_check(const struct parts *parts) MUST_CHECK;

/* The tensors record of all parts, which have been checked; of no columns where one of them had
 * none. The caller frees it. */
struct error *parts_tensors(struct parts *parts, struct table *whole) MUST_CHECK;
void parts_free(struct parts *parts);

#endif
