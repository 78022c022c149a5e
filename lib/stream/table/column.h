/* Columns of the row table that the user names, with messages for those that are missing. */
#ifndef PHATE_STREAM_TABLE_COLUMN_H
#define PHATE_STREAM_TABLE_COLUMN_H

#include "base/error.h"
#include "stream/table/table.h"

#include <stddef.h>

/* The index of the column that the user named. Where `name` is NULL, that of the column `usual`, or
 * TABLE_NONE where the table (which may be NULL) lacks it. Fails, listing the table's columns,
 * where a named column is missing. */
struct error *column_find(const struct table *t, const char *name, const char *usual,
                          size_t *column) MUST_CHECK;

/* Fails where the named column is missing, and where none of its cells is a number. */
struct error *column_find_numbers(const struct table *t, const char *name,
                                  size_t *column) MUST_CHECK;

/* Fails where none of the column's cells is a number ("nan" and "inf" are numbers). */
struct error *column_check_numbers(const struct table *t, size_t column) MUST_CHECK;

/* Whether a cell of the column is a finite number. */
bool column_has_finite(const struct table *t, size_t column);

/* The first of these columns that has a finite number; NULL where there is none. t may be NULL. */
const char *column_first_finite(const struct table *t, const char *const names[], size_t count);

/* The loss to take where the user names none: the first of test_loss, val_loss, eval_loss, loss and
 * train_loss that has a finite number, also as "Val Loss", "loss/val" or "validation_loss"; NULL
 * where none has. The heading is the table's. t may be NULL. */
const char *column_usual_loss(const struct table *t);

/* The column that orders snapshots where the user names none: step, else epoch (trainers of torch
 * save an epoch). The table may lack it. */
const char *column_usual_step(const struct table *t);

/* The cell as a number; NAN where it is not a finite number, or the column is TABLE_NONE. */
double column_value(const struct table *t, size_t row, size_t column);

/* The name of a row in a message: its file (the end of a long name), or "row 7". */
enum { COLUMN_ROW_NAME_MAX = 128 };
void column_row_name(const struct table *rows, size_t row, char name[COLUMN_ROW_NAME_MAX]);

#endif
