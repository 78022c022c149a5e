/* The results of trajectory.h and barrier.h as tables: one row per run, per snapshot, or per line.
 */
#ifndef PHATE_RUN_TABLES_H
#define PHATE_RUN_TABLES_H

#include "run/barrier.h"
#include "run/trajectory.h"

enum run_table {
    RUN_TABLE_RUNS,
    RUN_TABLE_STEPS,
    RUN_TABLE_ENDS,
    RUN_TABLE_BARRIER,
    RUN_TABLE_LAYERS /* made by movement.h, not here */
};

/* The rows' record: its number in the stream, from 1, and its attribute `name`, or NULL. */
struct run_table_source {
    size_t number;
    const char *name;
};

/* Sets the headings of a table, which starts as {0}; those of the ends follow from the runs.
 * Numbers that do not exist are nan. A run without a name is called all. */
struct error *run_table_begin(struct table *out, enum run_table kind) MUST_CHECK;

/* Appends the rows of one record. The table of ends has one column per run: the call fails where an
 * earlier record had other runs. */
struct error *run_table_add(struct table *out, enum run_table kind,
                            const struct run_table_source *source, const struct trajectories *t,
                            const struct space *space) MUST_CHECK;

/* Appends the row of a line of values called `value`. */
struct error *run_table_add_barrier(struct table *out, const struct run_table_source *source,
                                    const char *value, const struct barrier *b) MUST_CHECK;

#endif
