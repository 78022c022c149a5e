/* The runs of snapshots that do not say to which run they belong: those of one folder are one run,
 * called by the folder. */
#ifndef PHATE_SNAPSHOT_ROWS_RUN_NAMES_H
#define PHATE_SNAPSHOT_ROWS_RUN_NAMES_H

#include "base/report.h"
#include "stream/table/table.h"

/* Adds a column run, if the rows have none, their files are in several folders, and one of these
 * holds several of them (if each holds one, the folders are the steps of a run). A run is called by
 * its folder's name; where two folders share one, by the part of the path in which they differ.
 * *names is the column's cells, which the caller frees; empty if no column was added. */
struct error *run_names_add(struct table *rows, struct strlist *names) MUST_CHECK;

/* Reports that, unless a table has changed the column since. */
void run_names_tell(const struct table *rows, const struct strlist *names, struct report *report);

#endif
