/* The row table of a set of snapshots: what is known of each, from three sources. Column "file" is
 * the path as given; then the checkpoint's own metadata; over that the file's name, by a template;
 * over that tables that people write. An empty cell of a source hides nothing. */
#ifndef PHATE_SNAPSHOT_ROW_TABLE_H
#define PHATE_SNAPSHOT_ROW_TABLE_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"
#include "snapshot/name_template.h"
#include "stream/table/table.h"

/* Appends a row: the checkpoint's path and its metadata, each key a column. */
struct error *row_table_add(struct table *rows, const struct checkpoint *c) MUST_CHECK;

/* Adds the template's fields to each row. Fails where a path does not fit. */
struct error *row_table_apply_template(struct table *rows,
                                       const struct name_template *t) MUST_CHECK;

/* Adds the columns of the tables in the files `paths`, each with a column "file". Together they are
 * one table: a snapshot is looked up by its path as given, else by its base name. Fails where a
 * snapshot is missing or found twice, and where two match one row by base name. Rows that match no
 * snapshot are reported as a note. */
struct error *row_table_join(struct table *rows, const struct strlist *paths,
                             struct report *report) MUST_CHECK;

#endif
