/* The row table of a set of snapshots: what is known about each. Column "file" is the path as
 * given. The other columns come from three sources, each overriding the one before: the
 * checkpoint's own metadata, the file's name (by a template), and the user's tables. An empty cell
 * of a source overrides nothing, and a log no field of the name. */
#ifndef PHATE_SNAPSHOT_ROWS_ROW_TABLE_H
#define PHATE_SNAPSHOT_ROWS_ROW_TABLE_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"
#include "snapshot/rows/name_template.h"
#include "stream/table/table.h"

/* Appends a row: the checkpoint's path and its metadata, one column per key. */
struct error *row_table_add(struct table *rows, const struct checkpoint *c) MUST_CHECK;

/* Adds the template's fields to each row. Fails if a path does not fit, and if a field "step" or
 * "epoch" is not a number, with the template that fits all paths, where one is found. */
struct error *row_table_apply_template(struct table *rows,
                                       const struct name_template *t) MUST_CHECK;

/* Adds the columns of the tables in the files `paths`: first those with a column of files
 * (file_join.h), then one by one those that loggers write (log_join.h). `t` is the template that
 * was applied, or NULL. A note names columns of decimal commas. */
struct error *row_table_join(struct table *rows, const struct name_template *t,
                             const struct strlist *paths, struct report *report) MUST_CHECK;

#endif
