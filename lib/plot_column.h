/* Columns of the row table that a picture is drawn from, with messages for those not there. */
#ifndef PHATE_PLOT_COLUMN_H
#define PHATE_PLOT_COLUMN_H

#include "error.h"
#include "table.h"

#include <stddef.h>

/* The index of the column that the user named, or, where `name` is NULL, of `usual`: TABLE_NONE
 * where the table (which may be NULL) lacks that one. Fails, with a list of the columns there are,
 * where a named column is not there. */
struct error *plot_column_find(const struct table *t, const char *name, const char *usual,
                               size_t *column) MUST_CHECK;

/* Fails where none of the column's cells is a number ("nan" and "inf" are). */
struct error *plot_column_check_numbers(const struct table *t, size_t column) MUST_CHECK;

/* Whether one of its cells is a finite number. */
bool plot_column_has_finite(const struct table *t, size_t column);

/* The cell as a number; NAN where it is none, or not finite. */
double plot_column_value(const struct table *t, size_t row, size_t column);

#endif
