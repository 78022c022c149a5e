#include "modes/resolvent.h"

#include "base/clones.h"
#include "base/size.h"
#include "matrix/band_order.h"

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

/* Threads share the columns of b, each a cache line of them. */
enum { COLUMNS = 8 };

CLONED static void solve_columns(const struct resolvent *r, double *restrict b, size_t stride,
                                 size_t width)
{
    for (size_t i = 0; i < r->rows; i++) {
        const double *restrict upper = r->upper + i * r->width;
        double *restrict own = b + i * stride;
        for (size_t j = 0; j < r->extent[i]; j++)
#pragma omp simd
            for (size_t c = 0; c < width; c++)
                own[(j + 1) * stride + c] += upper[j] * own[c];
    }
    for (size_t i = r->rows; i-- > 0;) {
        const double *restrict upper = r->upper + i * r->width;
        double *restrict own = b + i * stride;
        for (size_t c = 0; c < width; c++)
            own[c] /= r->pivot[i];
        for (size_t j = 0; j < r->extent[i]; j++)
#pragma omp simd
            for (size_t c = 0; c < width; c++)
                own[c] += upper[j] * own[(j + 1) * stride + c];
    }
}

/* Row i of b: the positive parts of root_i x_i, then the negative ones. */
static void split(const struct resolvent *r, const struct matrix *x, struct matrix *b)
{
    size_t p = x->cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < x->rows; i++)
        for (size_t c = 0; c < p; c++) {
            double value = r->root[i] * x->a[i * p + c];
            b->a[i * 2 * p + c] = value > 0 ? value : 0;
            b->a[i * 2 * p + p + c] = value < 0 ? -value : 0;
        }
}

static void join(const struct resolvent *r, const struct matrix *b, struct matrix *x)
{
    size_t p = x->cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < x->rows; i++)
        for (size_t c = 0; c < p; c++)
            x->a[i * p + c] = r->root[i] * (b->a[i * 2 * p + c] - b->a[i * 2 * p + p + c]);
}

struct error *resolvent_apply(const struct resolvent *r, struct matrix *x)
{
    struct matrix b;
    struct error *err = matrix_new(&b, x->rows, 2 * x->cols);
    if (err)
        return err;
    split(r, x, &b);
#pragma omp parallel for schedule(static)
    for (size_t first = 0; first < b.cols; first += COLUMNS)
        solve_columns(r, b.a + first, b.cols, size_min(COLUMNS, b.cols - first));
    join(r, &b, x);
    matrix_free(&b);
    return NULL;
}
