#include "plot/figure/components.h"

#include <string.h>

/* The component of rows whose cell is that, or, where there is none, count. */
static size_t component_of(const struct plot_components *components, const struct table *t,
                           size_t column, const char *cell)
{
    size_t c = 0;
    while (c < components->count && strcmp(table_cell(t, components->top[c], column), cell) != 0)
        c++;
    return c;
}

static double height(const struct matrix *points, size_t row)
{
    return points->a[(row + 1) * points->cols - 1];
}

void plot_components_find(struct plot_components *components, const struct table *t,
                          const struct matrix *points)
{
    size_t column = t ? table_column(t, "component") : TABLE_NONE;
    components->count = 0;
    for (size_t i = 0; column != TABLE_NONE && i < points->rows; i++) {
        size_t c = component_of(components, t, column, table_cell(t, i, column));
        if (c == PLOT_COMPONENTS_MAX) {
            components->count = 0;
            return;
        }
        if (c == components->count) {
            components->top[c] = i;
            components->number[c] = ++components->count;
        } else if (height(points, i) > height(points, components->top[c]))
            components->top[c] = i;
    }
}

void plot_components_renumber(struct plot_components *components, const struct table *t,
                              const struct plot_components *all, const struct table *whole)
{
    if (!all->count)
        components->count = 0;
    for (size_t c = 0; c < components->count; c++) {
        const char *cell = table_cell(t, components->top[c], table_column(t, "component"));
        components->number[c] =
            component_of(all, whole, table_column(whole, "component"), cell) + 1;
    }
}
