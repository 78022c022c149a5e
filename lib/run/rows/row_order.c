#include "run/rows/row_order.h"

#include <stdbool.h>
#include <string.h>

static const char *const keys[] = {"run", "step", "epoch"};
enum { KEYS = sizeof keys / sizeof *keys };

/* The key columns that both tables have. */
struct key_columns {
    size_t count;
    size_t first[KEYS], other[KEYS];
};

static struct key_columns find_columns(const struct table *first, const struct table *t)
{
    struct key_columns c = {0};
    for (size_t i = 0; i < KEYS; i++) {
        c.first[c.count] = table_column(first, keys[i]);
        c.other[c.count] = table_column(t, keys[i]);
        if (c.first[c.count] != TABLE_NONE && c.other[c.count] != TABLE_NONE)
            c.count++;
    }
    return c;
}

static bool is_same(const struct key_columns *c, const struct table *first, size_t place,
                    const struct table *t, size_t row)
{
    size_t i = 0;
    while (i < c->count &&
           strcmp(table_cell(first, place, c->first[i]), table_cell(t, row, c->other[i])) == 0)
        i++;
    return i == c->count;
}

/* The row of `first` that is the same snapshot; first->rows: none is. */
static size_t find_row(const struct key_columns *c, const struct table *first,
                       const struct table *t, size_t row)
{
    size_t place = 0;
    while (place < first->rows && !is_same(c, first, place, t, row))
        place++;
    return place;
}

struct error *row_order_check(const struct table *first, const struct table *t, const char *name)
{
    struct key_columns c = find_columns(first, t);
    for (size_t row = 0; row < t->rows && row < first->rows; row++) {
        if (is_same(&c, first, row, t, row))
            continue;
        size_t place = find_row(&c, first, t, row);
        if (place < first->rows)
            return error_new("%s: row %zu is the snapshot of row %zu of the first: give the same "
                             "snapshots in the same order",
                             name, row, place);
    }
    return NULL;
}
