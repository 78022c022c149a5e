/* Which rows of two tables are the same snapshots. */
#ifndef PHATE_RUN_ROW_MATCH_H
#define PHATE_RUN_ROW_MATCH_H

#include "base/error.h"
#include "stream/table/table.h"

#include <stddef.h>

/* Pairs of rows, ascending in `b`: row a[i] of the one is row b[i] of the other. */
struct row_match {
    size_t *a, *b;
    size_t count;
};

/* By the column file, or where no file is in both tables once, by the columns run and step (NULL:
 * run, and step or epoch), or where these match none, as those of a log that names no run, by file
 * and step. Rows that a table has twice match none. A table has as many rows as are told beside it.
 * Where one side has no table (NULL), or none of these columns, row i is row i. The
 * caller frees *match with row_match_free, also on failure. Fails where row i is row i, and there
 * are not as many rows; and where one side has only files, the other only runs and steps. */
struct error *row_match_find(struct row_match *match, const struct table *a, size_t a_rows,
                             const struct table *b, size_t b_rows, const char *run,
                             const char *step) MUST_CHECK;
void row_match_free(struct row_match *match);

#endif
