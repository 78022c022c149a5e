#include "stream/table/table.h"

#include "base/array.h"
#include "base/size.h"
#include "base/text/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void table_free(struct table *t)
{
    strlist_free(&t->columns);
    strlist_free(&t->cells);
    *t = (struct table){0};
}

struct error *table_copy(struct table *copy, const struct table *t)
{
    struct error *err;
    *copy = (struct table){.rows = t->rows};
    TRY(strlist_copy(&copy->columns, &t->columns));
    TRY(strlist_copy(&copy->cells, &t->cells));
out:
    if (err)
        table_free(copy);
    return err;
}

size_t table_column(const struct table *t, const char *name)
{
    return strlist_find(&t->columns, name);
}

static char **cell_at(const struct table *t, size_t row, size_t column)
{
    return &t->cells.at[row * t->columns.count + column];
}

const char *table_cell(const struct table *t, size_t row, size_t column)
{
    return column == TABLE_NONE ? "" : *cell_at(t, row, column);
}

/* Moves the rows' cells into `wide`, which has room for one more column, and a string of `fresh`
 * behind each row. */
static void widen_rows(struct table *t, char **wide, struct strlist *fresh, size_t columns)
{
    for (size_t row = 0; row < t->rows; row++) {
        if (columns > 0)
            memcpy(wide, t->cells.at + row * columns, columns * sizeof *wide);
        wide[columns] = fresh->at[row];
        wide += columns + 1;
    }
    fresh->count = 0;
}

struct error *table_column_add(struct table *t, const char *name, size_t *column)
{
    struct error *err = NULL;
    struct strlist fresh = {0};
    size_t columns = t->columns.count, cells;
    char **wide = NULL;
    *column = table_column(t, name);
    if (*column != TABLE_NONE)
        return NULL;
    if (!name[0])
        return error_new("a column without a heading: give it one");
    if (columns == TABLE_COLUMNS_MAX)
        return error_new("column %s: a table of snapshots has at most %d columns: leave one out",
                         name, TABLE_COLUMNS_MAX);

    if (size_mul(t->rows, columns + 1, &cells))
        wide = calloc(size_max(cells, 1), sizeof *wide);
    if (!wide)
        return error_memory("a table's column");
    for (size_t row = 0; row < t->rows; row++)
        TRY(strlist_add(&fresh, "", 0));
    TRY(strlist_add(&t->columns, name, strlen(name)));
    widen_rows(t, wide, &fresh, columns);
    free(t->cells.at);
    t->cells = (struct strlist){wide, cells, cells};
    wide = NULL;
    *column = columns;
out:
    free(wide);
    strlist_free(&fresh);
    return err;
}

struct error *table_row_add(struct table *t)
{
    size_t before = t->cells.count;
    for (size_t i = 0; i < t->columns.count; i++) {
        struct error *err = strlist_add(&t->cells, "", 0);
        if (err) {
            while (t->cells.count > before)
                free(t->cells.at[--t->cells.count]);
            return err;
        }
    }
    t->rows++;
    return NULL;
}

struct error *table_set(struct table *t, size_t row, size_t column, const char *value)
{
    char *copy = strdup(value);
    if (!copy)
        return error_memory("a table's cell");
    char **cell = cell_at(t, row, column);
    free(*cell);
    *cell = copy;
    return NULL;
}

struct error *table_set_number(struct table *t, size_t row, size_t column, double value)
{
    char text[DECIMAL_ROOM];
    decimal_f64(text, value);
    return table_set(t, row, column, text);
}

struct error *table_set_size(struct table *t, size_t row, size_t column, size_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", value);
    return table_set(t, row, column, text);
}

struct error *table_put_numbers(struct table *t, const char *name, const double *value,
                                size_t stride)
{
    size_t column;
    struct error *err = table_column_add(t, name, &column);
    for (size_t i = 0; i < t->rows && !err; i++)
        err = table_set_number(t, i, column, value[i * stride]);
    return err;
}

void table_filter(struct table *t, const bool *keep)
{
    size_t columns = t->columns.count, kept = 0;
    for (size_t row = 0; row < t->rows; row++) {
        char **from = t->cells.at + row * columns;
        if (keep[row])
            memmove(t->cells.at + kept++ * columns, from, columns * sizeof *from);
        else
            for (size_t i = 0; i < columns; i++)
                free(from[i]);
    }
    t->rows = kept;
    t->cells.count = kept * columns;
}

void table_column_remove(struct table *t, size_t column)
{
    size_t columns = t->columns.count, kept = 0;
    for (size_t i = 0; i < t->cells.count; i++)
        if (i % columns == column)
            free(t->cells.at[i]);
        else
            t->cells.at[kept++] = t->cells.at[i];
    t->cells.count = kept;
    strlist_remove(&t->columns, column);
}

struct error *table_reorder(struct table *t, const size_t *order)
{
    size_t row = t->columns.count * sizeof *t->cells.at;
    char **cells = array_in_order(t->cells.at, t->rows, row, order);
    if (!cells)
        return error_memory("a table's rows");
    free(t->cells.at);
    t->cells = (struct strlist){cells, t->cells.count, t->cells.count};
    return NULL;
}

bool table_number(const struct table *t, size_t row, size_t column, double *value)
{
    return decimal_read(table_cell(t, row, column), value);
}
