/* What every way of making rows of checkpoints (concat.h) begins with: the files are opened, and
 * the table of their rows gets its columns. */
#ifndef PHATE_SNAPSHOT_CONCAT_FILES_H
#define PHATE_SNAPSHOT_CONCAT_FILES_H

#include "snapshot/concat.h"

/* Adds the checkpoint of the file `path` to a set, and takes over what *c holds, even on
 * failure. */
typedef struct error *concat_take(void *set, struct checkpoint *c, const char *path);

/* Opens each file of the work, in turn, and hands it to `take`. With skip_bad, files that are not
 * sound checkpoints are left out with a note. Fails where no file is left. */
struct error *concat_files_open(const struct concat *work, concat_take *take, void *set,
                                struct report *report) MUST_CHECK;

/* The note of skip_nonfinite: how many of `count` snapshots are left out, and the first of them.
 * Fails where all are. */
struct error *concat_files_report_nonfinite(size_t left_out, size_t count, const char *first,
                                            struct report *report) MUST_CHECK;

/* Adds to the rows, one per snapshot, what the files' names and the tables say. *order tells from
 * which row each is to come, for runs one after the other in the order of their steps; NULL: they
 * stay. The caller frees it. */
struct error *concat_files_describe_rows(const struct concat *work, struct table *rows,
                                         size_t **order, struct report *report) MUST_CHECK;

#endif
