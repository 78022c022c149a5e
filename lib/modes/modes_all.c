#include "base/size.h"
#include "matrix/lapack.h"
#include "modes/block.h"
#include "modes/modes_impl.h"

#include <cblas.h>
#include <lapacke.h>
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

struct numbered {
    double gap;
    size_t column;
};

static int compare_numbered(const void *a, const void *b)
{
    double x = ritz_gap(((const struct numbered *)a)->gap),
           y = ritz_gap(((const struct numbered *)b)->gap);
    return (x > y) - (x < y);
}

/* The wanted of m's eigenvectors, its columns, into r. */
static struct error *take_wanted(const struct modes_goal *goal, const struct matrix *m,
                                 const struct numbered *pair, struct ritz_pairs *r)
{
    double time;
    size_t n = m->rows;
    for (size_t k = 0; k + 1 < n; k++)
        r->gap[k] = pair[k].gap;
    r->wanted = modes_count_wanted(goal, r->gap, n - 1, true, &time);
    struct error *err = matrix_new(&r->x, n, r->wanted);
    for (size_t i = 0; !err && i < n; i++)
        for (size_t k = 0; k < r->wanted; k++)
            r->x.a[i * r->wanted + k] = m->a[i * n + pair[k].column];
    return err;
}

struct error *modes_all(const struct walk *w, const struct modes_goal *goal, struct ritz_pairs *r)
{
    struct error *err;
    size_t n = w->k->rows;
    lapack_int order = (lapack_int)n;
    struct matrix m = {0};
    double *value = malloc(n * sizeof *value);
    struct numbered *pair = malloc(n * sizeof *pair);
    *r = (struct ritz_pairs){.gap = calloc(n, sizeof *r->gap), .complete = true};
    if (!value || !pair || !r->gap) {
        err = error_memory("the modes of a walk");
        goto out;
    }
    TRY(matrix_new(&m, n, n));
    fill_gaps(w, &m);
    TRY(lapack_check("the modes of a walk", "dsyevd",
                     LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', order, m.a, order, value),
                     "are the affinities finite?"));
    for (size_t k = 0; k + 1 < n; k++)
        pair[k] = (struct numbered){value[k], k};
    qsort(pair, n - 1, sizeof *pair, compare_numbered);
    TRY(take_wanted(goal, &m, pair, r));
    TRY(block_ritz(w, &r->x, true, r->gap));
out:
    free(value);
    free(pair);
    matrix_free(&m);
    if (err)
        ritz_pairs_free(r);
    return err;
}
