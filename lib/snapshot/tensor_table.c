#include "snapshot/tensor_table.h"

#include "snapshot/snapshots.h"
#include "stream/tensor_map.h"

#include <stdio.h>

enum { NAME, DTYPE, SHAPE, FIRST, COUNT, COLUMNS };
static const char *const headings[COLUMNS] = {TENSOR_MAP_NAME, "dtype", TENSOR_MAP_SHAPE,
                                              TENSOR_MAP_FIRST, TENSOR_MAP_COUNT};

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
