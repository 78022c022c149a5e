/* Whether two row tables are of the same snapshots in the same order. */
#ifndef PHATE_RUN_SAME_ROWS_H
#define PHATE_RUN_SAME_ROWS_H

#include "base/error.h"
#include "stream/table/table.h"

/* Fails at the first difference in the columns file, run and step, as text; where one of the tables
 * has such a column and the other has not, and where one has more rows. `name` is the stream of
 * `t`, and first_name that of `first`, for the message. */
struct error *same_rows_check(const struct table *first, const char *first_name,
                              const struct table *t, const char *name) MUST_CHECK;

#endif
