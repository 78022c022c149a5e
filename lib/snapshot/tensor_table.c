#include "snapshot/tensor_table.h"

#include "base/size.h"
#include "snapshot/snapshots.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME, DTYPE, SHAPE, FIRST, COUNT, COLUMNS };
static const char *const headings[COLUMNS] = {"name", "dtype", "shape", "first", "count"};

/* ---- writing ---- */

static struct error *set_number(struct table *t, size_t row, size_t column, size_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%zu", value);
    return table_set(t, row, column, text);
}

static struct error *set_shape(struct table *t, size_t row, const struct tensor *tensor)
{
    char text[24 * TENSOR_DIMS_MAX] = "scalar";
    size_t used = 0;
    for (size_t i = 0; i < tensor->dims && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%zu", i ? "x" : "",
                                 tensor->shape[i]);
    return table_set(t, row, SHAPE, text);
}

static struct error *add_tensor(struct table *t, const struct snapshots *s, size_t i)
{
    struct error *err;
    const struct tensor *tensor = &s->tensors[i];
    TRY(table_row_add(t));
    TRY(table_set(t, i, NAME, tensor->name));
    TRY(table_set(t, i, DTYPE, dtype_name(tensor->place.type)));
    TRY(set_shape(t, i, tensor));
    TRY(set_number(t, i, FIRST, s->starts[i]));
    TRY(set_number(t, i, COUNT, tensor->count));
out:
    return err;
}

struct error *tensor_table_of(const struct snapshots *s, struct table *t)
{
    struct error *err = NULL;
    size_t column;
    *t = (struct table){0};
    for (size_t i = 0; i < COLUMNS; i++)
        TRY(table_column_add(t, headings[i], &column));
    for (size_t i = 0; i < s->tensor_count; i++)
        TRY(add_tensor(t, s, i));
out:
    if (err)
        table_free(t);
    return err;
}

/* ---- reading ---- */

static struct error *find_column(const struct table *t, const char *heading, size_t *column)
{
    *column = table_column(t, heading);
    if (*column == TABLE_NONE)
        return error_new("no column %s: the tensors record: snapcat writes it: make the stream "
                         "anew",
                         heading);
    return NULL;
}

/* A number of columns, written in digits only. */
static struct error *parse_number(const struct table *t, size_t row, size_t column, size_t *number)
{
    const char *text = table_cell(t, row, column);
    char *end;
    errno = 0;
    uintmax_t value = strtoumax(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value > SIZE_MAX)
        return error_new("no number of columns: the tensors record, line %zu, %s: %s", row + 2,
                         t->columns.at[column], text);
    *number = (size_t)value;
    return NULL;
}

static struct error *check_columns(const struct tensor_map *list, size_t cols)
{
    size_t end = 0; /* of the tensor before */
    for (size_t i = 0; i < list->count; i++) {
        const struct span *s = &list->at[i].columns;
        if (s->first < end)
            return error_new("tensors overlap, or are out of order: the tensors record, line %zu: "
                             "%s",
                             i + 2, list->at[i].name);
        if (!size_add(s->first, s->count, &end) || end > cols)
            return error_new("a tensor beyond the snapshots' %zu columns: the tensors record, line "
                             "%zu: %s: it belongs to other snapshots",
                             cols, i + 2, list->at[i].name);
    }
    return NULL;
}

struct error *tensor_map_parse(struct tensor_map *list, const struct table *t, size_t cols)
{
    struct error *err;
    size_t name, first, count;
    *list = (struct tensor_map){0};
    TRY(find_column(t, headings[NAME], &name));
    TRY(find_column(t, headings[FIRST], &first));
    TRY(find_column(t, headings[COUNT], &count));
    list->at = calloc(t->rows + 1, sizeof *list->at);
    if (!list->at) {
        err = error_memory("a list of tensors");
        goto out;
    }
    for (size_t i = 0; i < t->rows; i++) {
        struct tensor_columns *tensor = &list->at[i];
        tensor->name = table_cell(t, i, name);
        TRY(parse_number(t, i, first, &tensor->columns.first));
        TRY(parse_number(t, i, count, &tensor->columns.count));
    }
    list->count = t->rows;
    TRY(check_columns(list, cols));
out:
    if (err)
        tensor_map_free(list);
    return err;
}

void tensor_map_free(struct tensor_map *list)
{
    free(list->at);
    *list = (struct tensor_map){0};
}
