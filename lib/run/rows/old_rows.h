/* Which rows of a table are the old ones, where snapshots have come to those of another table. */
#ifndef PHATE_RUN_OLD_ROWS_H
#define PHATE_RUN_OLD_ROWS_H

#include "base/error.h"
#include "stream/table/table.h"

#include <stddef.h>

/* at[i] (old->rows) receives the row of `all` that row i of `old` is, by the column file, and where
 * a file appears twice, as a log of sketches does, also by the column step, and where that appears
 * twice, as in a log of several runs, by the column run. Of rows that have one name the first is
 * the first. Fails where a table has no column file, and where an old row is missing; `name` is the
 * stream of `old`, for the messages. */
struct error *old_rows_find(const struct table *old, const char *name, const struct table *all,
                            size_t *at) MUST_CHECK;

/* Fails where two rows of a table have one name. */
struct error *old_rows_check_once(const struct table *old, const char *name,
                                  const struct table *all) MUST_CHECK;

#endif
