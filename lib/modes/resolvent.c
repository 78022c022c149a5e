#include "modes/resolvent.h"

#include "base/clones.h"
#include "base/size.h"
#include "matrix/band_order.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* ---- factors ---- */

static void take_entries(struct resolvent *r, const struct csr *k)
{
    for (size_t i = 0; i < r->rows; i++)
        for (size_t e = k->start[i]; e < k->start[i + 1]; e++)
            if (k->col[e] > i && k->value[e] > 0) {
                r->extent[i] = k->col[e] - i;
                r->upper[i * r->width + r->extent[i] - 1] = k->value[e];
            }
}

CLONED static void add_multiple(double *restrict to, const double *restrict from, double factor,
                                size_t count)
{
#pragma omp simd
    for (size_t j = 0; j < count; j++)
        to[j] += factor * from[j];
}

/* Eliminates row i, of which row sum `sum` is left, from those that it is joined to. */
static void eliminate(struct resolvent *r, size_t i, double *sum)
{
    double *row = r->upper + i * r->width;
    size_t extent = r->extent[i];
    double pivot = sum[i];
    for (size_t j = 0; j < extent; j++)
        pivot += row[j];
    r->pivot[i] = pivot;
    for (size_t j = 0; j < extent; j++) {
        size_t other = i + 1 + j;
        double share = row[j] / pivot;
        if (share == 0)
            continue;
        add_multiple(r->upper + other * r->width, row + j + 1, share, extent - j - 1);
        r->extent[other] = size_max(r->extent[other], extent - j - 1);
        sum[other] += share * sum[i];
    }
    for (size_t j = 0; j < extent; j++)
        row[j] /= pivot;
}

struct error *resolvent_new(struct resolvent *r, const struct walk *w, double shift)
{
    struct error *err;
    size_t n = w->k->rows;
    double *sum = malloc(n * sizeof *sum);
    struct matrix upper = {0};
    *r = (struct resolvent){
        .rows = n, .width = size_max(band_order_half_width(w->k), 1), .root = w->root};
    TRY(matrix_new(&upper, n, r->width));
    r->upper = upper.a;
    r->pivot = malloc(n * sizeof *r->pivot);
    r->extent = calloc(n, sizeof *r->extent);
    if (!sum || !r->pivot || !r->extent) {
        err = error_memory("the resolvent of a walk");
        goto out;
    }
    take_entries(r, w->k);
    for (size_t i = 0; i < n; i++)
        sum[i] = shift * w->root[i] * w->root[i];
    for (size_t i = 0; i < n; i++)
        eliminate(r, i, sum);
out:
    free(sum);
    if (err)
        resolvent_free(r);
    return err;
}

void resolvent_free(struct resolvent *r)
{
    free(r->upper);
    free(r->pivot);
    free(r->extent);
    *r = (struct resolvent){0};
}

/* ---- solutions ---- */

/* Right-hand sides are solved in panels of so many columns, n x PANEL each: few enough that the
 * rows in reach of a row stay in the cache, and so many that the factors are read seldom. */
enum { PANEL = 16 };

CLONED static void solve_panel(const struct resolvent *r, double *restrict b)
{
    for (size_t i = 0; i < r->rows; i++) {
        const double *restrict upper = r->upper + i * r->width;
        double *restrict own = b + i * PANEL;
        for (size_t j = 0; j < r->extent[i]; j++)
#pragma omp simd
            for (size_t c = 0; c < PANEL; c++)
                own[(j + 1) * PANEL + c] += upper[j] * own[c];
    }
    for (size_t i = r->rows; i-- > 0;) {
        const double *restrict upper = r->upper + i * r->width;
        double *restrict own = b + i * PANEL;
        for (size_t c = 0; c < PANEL; c++)
            own[c] /= r->pivot[i];
        for (size_t j = 0; j < r->extent[i]; j++)
#pragma omp simd
            for (size_t c = 0; c < PANEL; c++)
                own[c] += upper[j] * own[(j + 1) * PANEL + c];
    }
}

/* A panel takes PANEL / 2 columns of x: positive parts of root_i x_i, then the negative ones. */
static void split(const struct resolvent *r, const struct matrix *x, size_t first, size_t count,
                  double *panel)
{
    for (size_t i = 0; i < x->rows; i++)
        for (size_t c = 0; c < count; c++) {
            double value = r->root[i] * x->a[i * x->cols + first + c];
            panel[i * PANEL + c] = fmax(value, 0);
            panel[i * PANEL + PANEL / 2 + c] = fmax(-value, 0);
        }
}

static void join(const struct resolvent *r, const double *panel, size_t first, size_t count,
                 struct matrix *x)
{
    for (size_t i = 0; i < x->rows; i++)
        for (size_t c = 0; c < count; c++)
            x->a[i * x->cols + first + c] =
                r->root[i] * (panel[i * PANEL + c] - panel[i * PANEL + PANEL / 2 + c]);
}

struct error *resolvent_apply(const struct resolvent *r, struct matrix *x)
{
    bool is_short = false;
#pragma omp parallel for schedule(dynamic) reduction(|| : is_short)
    for (size_t first = 0; first < x->cols; first += PANEL / 2) {
        size_t count = size_min(PANEL / 2, x->cols - first);
        double *panel = calloc(x->rows, PANEL * sizeof *panel);
        is_short = is_short || !panel;
        if (!panel)
            continue;
        split(r, x, first, count, panel);
        solve_panel(r, panel);
        join(r, panel, first, count, x);
        free(panel);
    }
    return is_short ? error_memory("the resolvent of a walk") : NULL;
}
