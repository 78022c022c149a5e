/* The order in which a matrix of snapshots shows its rows and columns, and the groups in it. */
#ifndef PHATE_PLOT_CHART_ORDER_H
#define PHATE_PLOT_CHART_ORDER_H

#include "base/error.h"
#include "plot/layout/options.h"
#include "stream/table/table.h"

#include <stddef.h>

struct plot_group {
    size_t row; /* of the table: one of its rows */
    size_t end; /* the place after its last row */
};

struct plot_order {
    size_t *place;             /* of each row; NULL: its own */
    struct plot_group *groups; /* one after the other; rows behind the last are in none */
    size_t count;              /* 0: there are no groups */
    const struct table *table; /* in which the groups have their names, in */
    size_t column;
};

/* Run by run, each in the order of its steps, as runs_find has them; where the table's column
 * `component` tells of several and no other column is asked for, the components are the groups,
 * within which runs stay together. Without a table of `rows` rows the order is that of the rows.
 * The table outlives the order. */
struct error *plot_order_find(struct plot_order *order, const struct table *t, size_t rows,
                              const struct plot_options *options) MUST_CHECK;

/* As the table has it now. */
const char *plot_order_name(const struct plot_order *order, size_t group);

void plot_order_free(struct plot_order *order);

#endif
