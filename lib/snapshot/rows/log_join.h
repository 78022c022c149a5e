/* Joins the logs of a training to the rows of its snapshots: tables that name no checkpoints, but
 * runs, steps and epochs.
 *
 * A log's rows belong to a snapshot if they have its run, where both tables have a column of runs,
 * and the fields of its name, where the log has a column of a field (log_fields.h), and its step,
 * where every snapshot of the log's runs finds a row by its step, and the epochs of these rows,
 * where both say, are less than 1 away from the snapshot's; else its epoch, where every snapshot
 * finds a row by that. (Trainers count steps from 0 or from 1: the epochs show a log that is
 * shifted against its checkpoints.) A snapshot of step or epoch 0, taken before training, needs no
 * row, if the log does not go on behind the last snapshot. A log without steps and epochs is joined
 * by runs and fields alone. Steps and epochs are compared as numbers, runs as text, fields as
 * either.
 *
 * The rows that belong to one snapshot are merged: of each column the last value that is not a gap
 * counts. A snapshot keeps its own run, step and epoch, and the fields of its name. */
#ifndef PHATE_SNAPSHOT_ROWS_LOG_JOIN_H
#define PHATE_SNAPSHOT_ROWS_LOG_JOIN_H

#include "base/report.h"
#include "snapshot/rows/join_table.h"

/* `fields` are those of the template of names. Adds the columns of those of the tables that have no
 * column of files, in their order; completes the tables (log.h). A note per log reports what was
 * matched. Fails, telling how many snapshots each key matches, if a log matches some snapshots of
 * its runs by no key, if a snapshot's run and fields are in none of the logs, if rows of one step
 * differ in a log that does not say of which of several runs they are, and if a log's column
 * would be called "file". */
struct error *log_join(struct table *rows, const struct strlist *fields, struct join_table *tables,
                       size_t count, struct report *report) MUST_CHECK;

#endif
