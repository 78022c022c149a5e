#include "run/run_rows.h"

#include <string.h>

static const char *cell(const struct trajectories *t, const struct run *run, size_t place,
                        size_t column)
{
    return table_cell(t->rows, t->runs.order[run->first + place], column);
}

static bool is_common(const struct trajectories *t, size_t column)
{
    for (size_t k = 0; k < t->runs.count; k++) {
        const struct run *run = &t->runs.at[k];
        for (size_t i = 1; i < run->count; i++)
            if (strcmp(cell(t, run, i, column), cell(t, run, 0, column)) != 0)
                return false;
    }
    return true;
}

/* Adds the column, as it is at each run's last snapshot. */
static struct error *add_column(struct table *out, const struct trajectories *t, size_t column)
{
    struct error *err;
    size_t added;
    TRY(table_column_add(out, t->rows->columns.at[column], &added));
    for (size_t k = 0; k < t->runs.count; k++) {
        const struct run *run = &t->runs.at[k];
        TRY(table_set(out, k, added, cell(t, run, run->count - 1, column)));
    }
out:
    return err;
}

/* The first two columns. */
static struct error *begin(struct table *out, const struct trajectories *t)
{
    struct error *err;
    size_t name, snapshots;
    TRY(table_column_add(out, "run", &name));
    TRY(table_column_add(out, "snapshots", &snapshots));
    for (size_t k = 0; k < t->runs.count; k++) {
        const struct run *run = &t->runs.at[k];
        TRY(table_row_add(out));
        TRY(table_set(out, k, name, run->name ? run->name : "all"));
        TRY(table_set_size(out, k, snapshots, run->count));
    }
out:
    return err;
}

struct error *run_rows_make(struct table *out, const struct trajectories *t)
{
    struct error *err;
    TRY(begin(out, t));
    for (size_t c = 0; c < t->rows->columns.count; c++)
        if (table_column(out, t->rows->columns.at[c]) == TABLE_NONE &&
            (c == t->value_column || is_common(t, c)))
            TRY(add_column(out, t, c));
out:
    if (err)
        table_free(out);
    return err;
}
