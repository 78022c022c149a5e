/* What trajectory.h and barrier.h find, as tables: a row a run, a snapshot, or a line. */
#ifndef PHATE_TRAJTABLE_H
#define PHATE_TRAJTABLE_H

#include "run/barrier.h"
#include "run/trajectory.h"

enum trajtable { TRAJTABLE_RUNS, TRAJTABLE_STEPS, TRAJTABLE_ENDS, TRAJTABLE_BARRIER };

/* The rows' record: its number in the stream, from 1, and its attribute `name`, or NULL. */
struct trajtable_source {
    size_t number;
    const char *name;
};

/* Headings of a table, which starts as {0}; those of the ends follow from the runs. Numbers that
 * there are none of are nan. A run without a name is called all. */
struct error *trajtable_begin(struct table *out, enum trajtable kind) MUST_CHECK;

/* Appends the rows of one record. The table of ends has a column a run: it fails where an earlier
 * record had other runs. */
struct error *trajtable_add(struct table *out, enum trajtable kind,
                            const struct trajtable_source *source, const struct trajectories *t,
                            const struct space *space) MUST_CHECK;

/* Appends the row of a line of values called `value`. */
struct error *trajtable_add_barrier(struct table *out, const struct trajtable_source *source,
                                    const char *value, const struct barrier *b) MUST_CHECK;

#endif
