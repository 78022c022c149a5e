#include "run/walks.h"

static double mean_squared_step(const struct matrix *g, const struct runs *runs)
{
    double sum = 0;
    size_t steps = 0;
    for (size_t r = 0; r < runs->count; r++) {
        const size_t *row = runs->order + runs->at[r].first;
        for (size_t i = 1; i < runs->at[r].count; i++, steps++)
            sum += g->a[row[i - 1] * g->cols + row[i]];
    }
    return steps ? sum / (double)steps : 0;
}

/* Between rows of one walk lie the steps between them; between those of two, all steps before them,
 * and what lies between their starts. */
static void fill_block(const struct matrix *g, const struct runs *runs, size_t a, size_t b,
                       double step, struct matrix *walks)
{
    const size_t *row = runs->order + runs->at[a].first, *col = runs->order + runs->at[b].first;
    double starts = a == b ? 0 : g->a[row[0] * g->cols + col[0]];
    for (size_t i = 0; i < runs->at[a].count; i++)
        for (size_t j = 0; j < runs->at[b].count; j++) {
            size_t steps = a != b ? i + j : i < j ? j - i : i - j;
            walks->a[row[i] * walks->cols + col[j]] = starts + step * (double)steps;
        }
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
