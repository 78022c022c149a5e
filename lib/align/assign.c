#include "align/assign_impl.h"

#include "assignment/assignment.h"

static void fill_costs(const struct assignment_costs *costs, size_t row, double *cost)
{
    const struct matrix *s = costs->context;
    for (size_t j = 0; j < s->cols; j++)
        cost[j] = -s->a[row * s->cols + j];
}

struct error *assign_best(const struct matrix *s, size_t *best)
{
    struct assignment_costs costs = {s->rows, s->cols, fill_costs, s};
    return assignment_solve(&costs, NULL, best);
}
