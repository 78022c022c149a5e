/* The row table of a set of snapshots: what is known about each. Column "file" is the path as
 * given. The other columns come from three sources, each overriding the one before: the
 * checkpoint's own metadata, the file's name (by a template), and the user's tables. An empty cell
 * of a source overrides nothing. */
#ifndef PHATE_SNAPSHOT_ROW_TABLE_H
#define PHATE_SNAPSHOT_ROW_TABLE_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"
#include "snapshot/name_template.h"
#include "stream/table/table.h"

/* Appends a row: the checkpoint's path and its metadata, one column per key. */
struct error *row_table_add(struct table *rows, const struct checkpoint *c) MUST_CHECK;

/* Adds the template's fields to each row. Fails if a path does not fit. */
struct error *row_table_apply_template(struct table *rows,
                                       const struct name_template *t) MUST_CHECK;

/* Adds the columns of the tables in the files `paths`. Each table must have a column "file".
 * Together they serve as one table: a snapshot is looked up by its path as given, else by its base
 * name. Fails if a snapshot is missing or is found twice, and if two snapshots match one row by
 * base name. A note reports rows that match no snapshot. */
struct error *row_table_join(struct table *rows, const struct strlist *paths,
                             struct report *report) MUST_CHECK;

#endif
