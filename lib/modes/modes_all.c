#include "matrix/lapack.h"
#include "modes/block.h"
#include "modes/modes_impl.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* I - S + 4 u u', n x n: the resting vector's eigenvalue becomes 4, the largest. Diagonal entries
 * are sums over the others, of which no digit is lost. */
static void fill_gaps(const struct walk *w, struct matrix *m)
{
    size_t n = m->rows;
    double length = cblas_dnrm2((blasint)n, w->root, 1), lift = 4 / (length * length);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        double *row = m->a + i * n, others = 0;
        for (size_t j = 0; j < n; j++)
            row[j] = lift * w->root[i] * w->root[j];
        for (size_t e = w->k->start[i]; e < w->k->start[i + 1]; e++) {
            size_t j = w->k->col[e];
            if (j == i)
                continue;
            others += w->k->value[e];
            row[j] -= w->k->value[e] / (w->root[i] * w->root[j]);
        }
        row[i] += others / (w->root[i] * w->root[i]);
    }
}

static double least_gap(const double *value, size_t count)
{
    double least = 2;
    for (size_t k = 0; k < count; k++)
        least = fmin(least, fmin(value[k], 2 - value[k]));
    return least;
}

/* Into r those of m's eigenvectors, its columns but for the last, that the goal asks for, with the
 * slowest. */
static struct error *take_wanted(const struct modes_goal *goal, const struct matrix *m,
                                 const double *value, struct ritz_pairs *r)
{
    size_t n = m->rows, count = 0;
    double least = least_gap(value, n - 1), time = modes_time(goal, least);
    size_t *column = malloc(n * sizeof *column);
    if (!column)
        return error_memory("the modes of a walk");
    for (size_t k = 0; k + 1 < n; k++) {
        double gap = fmin(value[k], 2 - value[k]);
        if (gap == least || modes_decay(gap, time) > MODES_FLOOR)
            column[count++] = k;
    }
    struct error *err = matrix_new(&r->x, n, count);
    for (size_t i = 0; !err && i < n; i++)
        for (size_t k = 0; k < count; k++)
            r->x.a[i * count + k] = m->a[i * n + column[k]];
    free(column);
    return err;
}

struct error *modes_all(const struct walk *w, const struct modes_goal *goal, struct ritz_pairs *r)
{
    struct error *err;
    size_t n = w->k->rows;
    lapack_int order = (lapack_int)n;
    struct matrix m = {0};
    double *value = malloc(n * sizeof *value);
    *r = (struct ritz_pairs){.gap = calloc(n, sizeof *r->gap), .complete = true};
    if (!value || !r->gap) {
        err = error_memory("the modes of a walk");
        goto out;
    }
    TRY(matrix_new(&m, n, n));
    fill_gaps(w, &m);
    TRY(lapack_check("the modes of a walk", "dsyevd",
                     LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', order, m.a, order, value),
                     "are the affinities finite?"));
    TRY(take_wanted(goal, &m, value, r));
    TRY(block_ritz(w, WALK_UPPER, &r->x, r->gap));
out:
    free(value);
    matrix_free(&m);
    if (err)
        modes_pairs_free(r);
    return err;
}
