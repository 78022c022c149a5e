#include "plot/chart/order.h"

#include "run/runs.h"

#include <stdlib.h>

static struct error *no_memory(void)
{
    return error_memory("the order of a matrix");
}

/* The groups' ends, and where their names stand. */
static struct error *take_groups(struct plot_order *order, const struct runs *runs)
{
    order->groups = calloc(runs->count, sizeof *order->groups);
    if (!order->groups)
        return no_memory();
    order->count = runs->count;
    for (size_t k = 0; k < runs->count; k++)
        order->groups[k] = (struct plot_group){.row = runs->order[runs->at[k].first],
                                               .end = runs->at[k].first + runs->at[k].count};
    return NULL;
}

/* Puts the rows into the groups' order, and those of one group into that of `within`. */
static struct error *place_rows(struct plot_order *order, const struct runs *groups,
                                const struct runs *within)
{
    size_t n = groups->rows, *group = malloc(n * sizeof *group);
    size_t *next = malloc((groups->count + 1) * sizeof *next); /* the last: those in no group */
    order->place = malloc(n * sizeof *order->place);
    struct error *err = group && next && order->place ? NULL : no_memory();
    if (err)
        goto out;
    for (size_t i = groups->joined; i < n; i++)
        group[groups->order[i]] = groups->count;
    for (size_t k = 0; k < groups->count; k++) {
        next[k] = groups->at[k].first;
        for (size_t i = 0; i < groups->at[k].count; i++)
            group[groups->order[next[k] + i]] = k;
    }
    next[groups->count] = groups->joined;
    for (size_t i = 0; i < n; i++) {
        size_t row = within->order[i];
        order->place[row] = next[group[row]]++;
    }
out:
    free(group);
    free(next);
    return err;
}

struct error *plot_order_find(struct plot_order *order, const struct table *t, size_t rows,
                              const struct plot_options *options)
{
    struct error *err = NULL;
    struct runs runs = {0}, components = {0};
    const char *run = options->run ? options->run : "run";
    *order = (struct plot_order){0};
    if (!t || t->rows != rows || rows == 0)
        return NULL;
    TRY(runs_find(&runs, t, rows, options->run, options->step, NULL));
    if (!options->run && table_column(t, "component") != TABLE_NONE)
        TRY(runs_find(&components, t, rows, "component", options->step, NULL));
    const struct runs *groups = components.count > 1 ? &components : &runs;
    order->table = t;
    order->column = table_column(t, groups == &components ? "component" : run);
    TRY(place_rows(order, groups, &runs));
    if (groups->count > 1)
        TRY(take_groups(order, groups));
out:
    runs_free(&runs);
    runs_free(&components);
    if (err)
        plot_order_free(order);
    return err;
}

const char *plot_order_name(const struct plot_order *order, size_t group)
{
    return table_cell(order->table, order->groups[group].row, order->column);
}

void plot_order_free(struct plot_order *order)
{
    free(order->groups);
    free(order->place);
    *order = (struct plot_order){0};
}
