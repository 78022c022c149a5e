#include "run/walks.h"

#include <math.h>

static double entry(const struct matrix *g, size_t i, size_t j)
{
    return g->a[i * g->cols + j];
}

/* Of i less `origin` and j less `origin`. */
static double product_about(const struct matrix *g, size_t i, size_t j, size_t origin)
{
    return entry(g, i, j) - entry(g, i, origin) - entry(g, origin, j) + entry(g, origin, origin);
}

static double mean_squared_step(const struct matrix *g, const struct runs *runs)
{
    double sum = 0;
    size_t steps = 0;
    for (size_t r = 0; r < runs->count; r++) {
        const size_t *row = runs->order + runs->at[r].first;
        for (size_t i = 1; i < runs->at[r].count; i++, steps++)
            sum += product_about(g, row[i], row[i], row[i - 1]);
    }
    return steps ? fmax(sum, 0) / (double)steps : 0;
}

/* The products of the rows of two runs: of their starts, and of the steps that they share, which
 * are those of one run before the earlier row. */
static void fill_block(const struct matrix *g, const struct runs *runs, size_t a, size_t b,
                       double step, struct matrix *walks)
{
    const size_t *row = runs->order + runs->at[a].first, *col = runs->order + runs->at[b].first;
    double starts = product_about(g, row[0], col[0], runs->order[runs->at[0].first]);
    for (size_t i = 0; i < runs->at[a].count; i++)
        for (size_t j = 0; j < runs->at[b].count; j++)
            walks->a[row[i] * walks->cols + col[j]] =
                starts + (a == b ? step * (double)(i < j ? i : j) : 0);
}

struct error *walks_gram(const struct matrix *g, const struct runs *runs, struct matrix *walks)
{
    double step = mean_squared_step(g, runs);
    struct error *err = matrix_new(walks, g->rows, g->rows);
    for (size_t a = 0; !err && a < runs->count; a++)
        for (size_t b = 0; b < runs->count; b++)
            fill_block(g, runs, a, b, step, walks);
    return err;
}
