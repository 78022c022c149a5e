#include "distance.h"

#include "size.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A squared distance below this share of the squared norms is computed directly: above it the
 * rounding of the Gram matrix (1e-15 of the norms) leaves ten digits. */
static const double close_share = 1e-5;

/* What rounding leaves of a constant row less its mean, as a share of its length. */
static const double noise = 8 * DBL_EPSILON;

static double length_of(const double *row, size_t count)
{
    return cblas_dnrm2((blasint)count, row, 1);
}

static void subtract_mean(double *row, size_t count)
{
    double mean = 0;
    for (size_t j = 0; j < count; j++)
        mean += row[j] / (double)count;
    for (size_t j = 0; j < count; j++)
        row[j] -= mean;
}

static struct error *centre_rows(struct matrix *x)
{
    for (size_t i = 0; i < x->rows; i++) {
        double *row = x->a + i * x->cols, length = length_of(row, x->cols);
        subtract_mean(row, x->cols);
        subtract_mean(row, x->cols); /* what rounding has left of it */
        if (length_of(row, x->cols) <= noise * length)
            return error_new("correlation distance: row %zu is constant, which correlates with "
                             "nothing: use the euclidean one",
                             i);
    }
    return NULL;
}

/* Half the squared distance of rows of unit length is 1 - cos. */
static struct error *normalise_rows(struct matrix *x)
{
    for (size_t i = 0; i < x->rows; i++) {
        double *row = x->a + i * x->cols, length = length_of(row, x->cols);
        if (length == 0)
            return error_new("cosine distance: row %zu is all zeros, which has no direction: use "
                             "the euclidean one",
                             i);
        for (size_t j = 0; j < x->cols; j++)
            row[j] /= length;
    }
    return NULL;
}

static double direct_squared(const double *restrict a, const double *restrict b, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t j = 0; j < count; j++)
        sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

/* The lower triangle of d holds the Gram matrix of x; its upper one receives the distances. */
static void upper_distances(const struct matrix *x, enum metric metric, struct matrix *d)
{
    size_t n = d->rows, p = x->cols;
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double norms = d->a[i * n + i] + d->a[j * n + j];
            double squared = norms - 2 * d->a[j * n + i];
            if (squared < close_share * norms)
                squared = direct_squared(x->a + i * p, x->a + j * p, p);
            d->a[i * n + j] = metric == METRIC_EUCLIDEAN ? sqrt(squared) : squared / 2;
        }
}

struct error *distance_between_rows(struct matrix *x, enum metric metric, struct matrix *d)
{
    struct error *err;
    size_t n = x->rows;
    *d = (struct matrix){0};
    if (metric == METRIC_CORRELATION)
        TRY(centre_rows(x));
    if (metric != METRIC_EUCLIDEAN)
        TRY(normalise_rows(x));
    TRY(matrix_center_columns(x)); /* the shorter the rows, the more exact their distances */
    TRY(matrix_new(d, n, n));
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (blasint)n, (blasint)x->cols, 1, x->a,
                (blasint)x->cols, 0, d->a, (blasint)n);
    upper_distances(x, metric, d);
    for (size_t i = 0; i < n; i++)
        d->a[i * n + i] = 0;
    matrix_mirror_upper(d);
out:
    if (err)
        matrix_free(d);
    return err;
}
