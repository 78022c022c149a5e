#include "snapshot/tensor_table.h"

#include "snapshot/snapshots.h"
#include "stream/tensor_map.h"

#include <stdio.h>

enum { NAME, DTYPE, SHAPE, FIRST, COUNT, OFFSET, COLUMNS };
static const char *const headings[COLUMNS] = {TENSOR_MAP_NAME,  "dtype",
                                              TENSOR_MAP_SHAPE, TENSOR_MAP_FIRST,
                                              TENSOR_MAP_COUNT, TENSOR_MAP_OFFSET};

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
    const struct span piece = snapshots_piece(s, i);
    size_t row = t->rows;
    if (s->part.count > 0 && piece.count == 0)
        return NULL;
    TRY(table_row_add(t));
    TRY(table_set(t, row, NAME, tensor->name));
    TRY(table_set(t, row, DTYPE, dtype_name(tensor->place.type)));
    TRY(set_shape(t, row, tensor));
    TRY(table_set_size(t, row, FIRST, s->starts[i] + piece.first - s->begin));
    TRY(table_set_size(t, row, COUNT, piece.count));
    if (s->part.count > 0)
        TRY(table_set_size(t, row, OFFSET, piece.first));
out:
    return err;
}

struct error *tensor_table_of(const struct snapshots *s, struct table *t)
{
    struct error *err = NULL;
    size_t column, columns = s->part.count > 0 ? COLUMNS : OFFSET;
    *t = (struct table){0};
    for (size_t i = 0; i < columns; i++)
        TRY(table_column_add(t, headings[i], &column));
    for (size_t i = 0; i < s->tensor_count; i++)
        TRY(add_tensor(t, s, i));
out:
    if (err)
        table_free(t);
    return err;
}
