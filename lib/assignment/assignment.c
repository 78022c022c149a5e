#include "assignment/assignment.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

#define NONE ((size_t)-1)

struct solver {
    const struct assignment_costs *costs;
    size_t *col_of, *row_of;       /* NONE where nothing is assigned yet */
    double *row_price, *col_price; /* the dual variables u and v: cost - u - v >= 0 */
    double *cost;                  /* of the row at hand */
    double *path;                  /* of each column: the length of the shortest path to it */
    size_t *before;                /* the row that this path comes from */
    size_t *open, *closed;         /* columns whose path may become shorter, and the others */
    size_t open_count, closed_count;
};

static struct error *solver_new(struct solver *s, const struct assignment_costs *costs,
                                size_t *col_of)
{
    size_t rows = size_max(costs->rows, 1), cols = size_max(costs->cols, 1);
    *s = (struct solver){.costs = costs, .col_of = col_of};
    s->row_of = malloc(cols * sizeof *s->row_of);
    s->row_price = calloc(rows, sizeof *s->row_price);
    s->col_price = calloc(cols, sizeof *s->col_price);
    s->cost = malloc(cols * sizeof *s->cost);
    s->path = malloc(cols * sizeof *s->path);
    s->before = malloc(cols * sizeof *s->before);
    s->open = malloc(cols * sizeof *s->open);
    s->closed = malloc(cols * sizeof *s->closed);
    if (!s->row_of || !s->row_price || !s->col_price || !s->cost || !s->path || !s->before ||
        !s->open || !s->closed)
        return error_memory("an assignment");
    for (size_t i = 0; i < costs->rows; i++)
        col_of[i] = NONE;
    for (size_t j = 0; j < costs->cols; j++)
        s->row_of[j] = NONE;
    return NULL;
}

static void solver_free(struct solver *s)
{
    free(s->row_of);
    free(s->row_price);
    free(s->col_price);
    free(s->cost);
    free(s->path);
    free(s->before);
    free(s->open);
    free(s->closed);
}

static void start_search(struct solver *s)
{
    s->open_count = s->costs->cols;
    s->closed_count = 0;
    for (size_t j = 0; j < s->costs->cols; j++) {
        s->open[j] = j;
        s->path[j] = INFINITY;
    }
}

/* Goes on from a row, to which the path has `length`. Returns where in `open` the column with the
 * shortest path is: of equals one that is free, which ends the search. */
static size_t scan_row(struct solver *s, size_t row, double length)
{
    size_t nearest = 0;
    double shortest = INFINITY, base = length - s->row_price[row];
    s->costs->fill_row(s->costs, row, s->cost);
    for (size_t e = 0; e < s->open_count; e++) {
        size_t j = s->open[e];
        double through = base + s->cost[j] - s->col_price[j];
        if (through < s->path[j]) {
            s->path[j] = through;
            s->before[j] = row;
        }
        if (s->path[j] < shortest || (s->path[j] == shortest && s->row_of[j] == NONE)) {
            shortest = s->path[j];
            nearest = e;
        }
    }
    return nearest;
}

static size_t close_column(struct solver *s, size_t at)
{
    size_t col = s->open[at];
    s->open[at] = s->open[--s->open_count];
    s->closed[s->closed_count++] = col;
    return col;
}

/* Keeps cost - u - v >= 0, and 0 along the paths. The last closed column is the free one. */
static void update_prices(struct solver *s, size_t start, double length)
{
    s->row_price[start] += length;
    for (size_t e = 0; e + 1 < s->closed_count; e++) {
        size_t j = s->closed[e];
        s->row_price[s->row_of[j]] += length - s->path[j];
        s->col_price[j] -= length - s->path[j];
    }
}

/* Along the path that ends in a free column each row takes the column after it. */
static void augment(struct solver *s, size_t start, size_t col)
{
    for (size_t row = NONE; row != start;) {
        row = s->before[col];
        size_t given_up = s->col_of[row];
        s->row_of[col] = row;
        s->col_of[row] = col;
        col = given_up;
    }
}

static void assign_row(struct solver *s, size_t start)
{
    size_t row = start, col;
    double length = 0;
    start_search(s);
    do {
        col = close_column(s, scan_row(s, row, length));
        length = s->path[col];
        row = s->row_of[col];
    } while (row != NONE);
    update_prices(s, start, length);
    augment(s, start, col);
}

struct error *assignment_solve(const struct assignment_costs *costs, struct report *report,
                               size_t *col_of)
{
    struct solver s;
    struct error *err;
    TRY(solver_new(&s, costs, col_of));
    for (size_t row = 0; row < costs->rows; row++) {
        assign_row(&s, row);
        report_progress(report, "assignment", (double)(row + 1) / (double)costs->rows);
    }
out:
    solver_free(&s);
    return err;
}
