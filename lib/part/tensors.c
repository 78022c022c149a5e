#include "part/tensors.h"

#include "base/array.h"
#include "base/size.h"
#include "sketch/sketch.h"
#include "stream/tensor_map.h"

#include <stdlib.h>
#include <string.h>

/* ---- one part ---- */

static struct error *narrow_row(struct table *t, size_t row, size_t offset,
                                const struct tensor_columns *tensor, const struct span *range)
{
    struct error *err;
    size_t first = size_max(tensor->columns.first, range->first);
    size_t end =
        size_min(tensor->columns.first + tensor->columns.count, range->first + range->count);
    TRY(table_set_size(t, row, table_column(t, TENSOR_MAP_FIRST), first - range->first));
    TRY(table_set_size(t, row, table_column(t, TENSOR_MAP_COUNT), end - first));
    TRY(table_set_size(t, row, offset, first - tensor->columns.first));
out:
    return err;
}

static bool is_in(const struct tensor_columns *tensor, const struct span *range)
{
    return tensor->columns.count > 0 && tensor->columns.first < range->first + range->count &&
           range->first < tensor->columns.first + tensor->columns.count;
}

struct error *part_tensors_narrow(struct table *t, size_t cols, const struct span *range)
{
    struct error *err;
    struct tensor_map map = {0};
    bool *kept = NULL;
    size_t offset;
    if (t->columns.count == 0)
        return NULL;
    TRY(table_column_add(t, TENSOR_MAP_OFFSET, &offset));
    TRY(tensor_map_parse(&map, t, cols));
    kept = calloc(t->rows + 1, sizeof *kept);
    if (!kept)
        TRY(error_memory("a list of tensors"));
    for (size_t i = 0; i < map.count; i++) {
        kept[i] = is_in(&map.at[i], range);
        if (kept[i])
            TRY(narrow_row(t, i, offset, &map.at[i], range));
    }
    table_filter(t, kept);
out:
    tensor_map_free(&map);
    free(kept);
    return err;
}

struct error *part_tensors_tell(const struct table *t, size_t cols, uint64_t *told)
{
    struct error *err;
    struct tensor_map map = {0};
    *told = SKETCH_NO_TENSORS;
    TRY(tensor_map_parse(&map, t, cols));
    for (size_t i = 0; i < map.count; i++)
        *told = sketch_tell(*told, map.at[i].name, map.at[i].columns.count);
out:
    tensor_map_free(&map);
    return err;
}

/* ---- all parts ---- */

static const char *const copied[] = {TENSOR_MAP_NAME, TENSOR_MAP_DTYPE, TENSOR_MAP_SHAPE};
enum { COPIED = ARRAY_LENGTH(copied), FIRST = COPIED, COUNT };

static size_t number(const struct table *t, size_t row, size_t column)
{
    return strtoull(table_cell(t, row, column), NULL, 10);
}

static const char *text(const struct table *t, size_t row, const char *heading)
{
    return table_cell(t, row, table_column(t, heading));
}

/* How many elements the shape says; 0: it says nothing. */
static size_t elements(const char *shape)
{
    size_t product = 1, dim;
    if (strcmp(shape, "scalar") == 0)
        return 1;
    for (char *end;; shape = end + 1) {
        dim = *shape >= '0' && *shape <= '9' ? strtoull(shape, &end, 10) : 0;
        if (dim == 0 || !size_mul(product, dim, &product) || (*end && *end != 'x'))
            return 0;
        if (!*end)
            return product;
    }
}

/* Whether of the last tensor so far all pieces have come. */
static struct error *check_complete(const struct table *whole)
{
    if (whole->rows == 0)
        return NULL;
    size_t last = whole->rows - 1, had = number(whole, last, COUNT);
    size_t expected = elements(text(whole, last, TENSOR_MAP_SHAPE));
    if (expected == 0 || had == expected)
        return NULL;
    return error_new("tensor %s: the parts have %zu of its %zu elements (%s): make all parts of "
                     "the same tensors",
                     table_cell(whole, last, 0), had, expected,
                     text(whole, last, TENSOR_MAP_SHAPE));
}

static struct error *begin_tensor(struct table *whole, const struct table *t, size_t row)
{
    struct error *err;
    size_t new = whole->rows;
    size_t end = new > 0 ? number(whole, new - 1, FIRST) + number(whole, new - 1, COUNT) : 0;
    TRY(check_complete(whole));
    TRY(table_row_add(whole));
    for (size_t i = 0; i < COPIED; i++)
        TRY(table_set(whole, new, i, text(t, row, copied[i])));
    TRY(table_set_size(whole, new, FIRST, end));
    TRY(table_set(whole, new, COUNT, "0"));
out:
    return err;
}

static bool goes_on(const struct table *whole, const struct table *t, size_t row)
{
    return whole->rows > 0 &&
           strcmp(table_cell(whole, whole->rows - 1, 0), text(t, row, TENSOR_MAP_NAME)) == 0;
}

static struct error *add_piece(struct table *whole, const struct table *t, size_t row)
{
    struct error *err = NULL;
    size_t offset = number(t, row, table_column(t, TENSOR_MAP_OFFSET));
    if (!goes_on(whole, t, row))
        TRY(begin_tensor(whole, t, row));
    size_t last = whole->rows - 1, had = number(whole, last, COUNT);
    if (offset != had)
        TRY(error_new(
            "tensor %s: a part begins with its element %zu, but the parts before have %zu "
            "of them: make all parts of the same tensors",
            table_cell(whole, last, 0), offset, had));
    TRY(table_set_size(whole, last, COUNT,
                       had + number(t, row, table_column(t, TENSOR_MAP_COUNT))));
out:
    return err;
}

/* Of sketches: adds the parameters that each group stands for in a part. */
static struct error *add_params(struct table *whole, const struct table *part)
{
    struct error *err = NULL;
    size_t params = table_column(whole, TENSOR_MAP_PARAMS);
    for (size_t row = 0; row < whole->rows || row < part->rows; row++) {
        if (row >= whole->rows || row >= part->rows ||
            strcmp(text(whole, row, TENSOR_MAP_NAME), text(part, row, TENSOR_MAP_NAME)) != 0)
            return error_new("tensors record: the parts have sketches of other groups: group them "
                             "alike (-G, --by-tensor)");
        TRY(table_set_size(whole, row, params,
                           number(whole, row, params) +
                               number(part, row, table_column(part, TENSOR_MAP_PARAMS))));
    }
out:
    return err;
}

static struct error *join_sketches(struct table *whole, const struct table *const parts[],
                                   size_t count)
{
    struct error *err;
    TRY(table_copy(whole, parts[0]));
    for (size_t i = 1; i < count; i++)
        TRY(add_params(whole, parts[i]));
out:
    return err;
}

struct error *part_tensors_join(struct table *whole, const struct table *const parts[],
                                size_t count)
{
    struct error *err = NULL;
    size_t column;
    if (count > 0 && table_column(parts[0], TENSOR_MAP_PARAMS) != TABLE_NONE)
        return join_sketches(whole, parts, count);
    for (size_t i = 0; i < COPIED; i++)
        TRY(table_column_add(whole, copied[i], &column));
    TRY(table_column_add(whole, TENSOR_MAP_FIRST, &column));
    TRY(table_column_add(whole, TENSOR_MAP_COUNT, &column));
    for (size_t i = 0; i < count; i++)
        for (size_t row = 0; row < parts[i]->rows; row++)
            TRY(add_piece(whole, parts[i], row));
    TRY(check_complete(whole));
out:
    return err;
}
