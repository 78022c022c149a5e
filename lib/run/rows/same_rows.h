/* Whether two row tables are of the same snapshots in the same order. */
#ifndef PHATE_RUN_SAME_ROWS_H
#define PHATE_RUN_SAME_ROWS_H

#include "base/error.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

/* Fails at the first difference in the columns file, run and step, as text; where one of the tables
 * has such a column and the other has not, and where one has more rows. `name` is the stream of
 * `t`, and first_name that of `first`, for the message. */
struct error *same_rows_check(const struct table *first, const char *first_name,
                              const struct table *t, const char *name) MUST_CHECK;

/* A cell of two tables that is not the same; in their memory. */
struct rows_difference {
    size_t row; /* from 0 */
    const char *heading, *was, *is;
};

/* Whether a column that both tables have, whichever, is not the same in a row; if so, *d is the
 * first. */
bool same_rows_differ(const struct table *first, const struct table *t, struct rows_difference *d);

#endif
