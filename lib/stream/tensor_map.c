#include "stream/tensor_map.h"

#include "base/size.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static struct error *find_column(const struct table *t, const char *heading, size_t *column)
{
    *column = table_column(t, heading);
    if (*column == TABLE_NONE)
        return error_new("tensors record: has no column %s: make the stream again with snapcat",
                         heading);
    return NULL;
}

/* Parses a number of columns, written in digits only. */
static struct error *parse_number(const struct table *t, size_t row, size_t column, size_t *number)
{
    const char *text = table_cell(t, row, column);
    char *end;
    errno = 0;
    uintmax_t value = strtoumax(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno || value > SIZE_MAX)
        return error_new(
            "tensors:%zu: %s: '%s' is not a number of columns: make the stream again with snapcat",
            row + 2, t->columns.at[column], text);
    *number = (size_t)value;
    return NULL;
}

static struct error *check_columns(const struct tensor_map *map, size_t cols)
{
    size_t end = 0; /* of the tensor before */
    for (size_t i = 0; i < map->count; i++) {
        const struct span *s = &map->at[i].columns;
        if (s->first < end)
            return error_new("tensors:%zu: tensor %s: overlaps the one before, or is out of order: "
                             "make the stream again with snapcat",
                             i + 2, map->at[i].name);
        if (!size_add(s->first, s->count, &end) || end > cols)
            return error_new("tensors:%zu: tensor %s: beyond the snapshots' %zu columns: give the "
                             "tensors record of these snapshots",
                             i + 2, map->at[i].name, cols);
    }
    return NULL;
}

struct error *tensor_map_parse(struct tensor_map *map, const struct table *t, size_t cols)
{
    struct error *err;
    size_t name, first, count, params = table_column(t, TENSOR_MAP_PARAMS);
    *map = (struct tensor_map){0};
    TRY(find_column(t, TENSOR_MAP_NAME, &name));
    TRY(find_column(t, TENSOR_MAP_FIRST, &first));
    TRY(find_column(t, TENSOR_MAP_COUNT, &count));
    map->at = calloc(t->rows + 1, sizeof *map->at);
    if (!map->at) {
        err = error_memory("a list of tensors");
        goto out;
    }
    for (size_t i = 0; i < t->rows; i++) {
        struct tensor_columns *tensor = &map->at[i];
        tensor->name = table_cell(t, i, name);
        TRY(parse_number(t, i, first, &tensor->columns.first));
        TRY(parse_number(t, i, count, &tensor->columns.count));
        TRY(parse_number(t, i, params == TABLE_NONE ? count : params, &tensor->params));
    }
    map->count = t->rows;
    TRY(check_columns(map, cols));
out:
    if (err)
        tensor_map_free(map);
    return err;
}

void tensor_map_free(struct tensor_map *map)
{
    free(map->at);
    *map = (struct tensor_map){0};
}
