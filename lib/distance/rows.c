#include "distance/rows.h"

#include "base/size.h"
#include "distance/tiles.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const distance_metric_names[] = {[METRIC_EUCLIDEAN] = "euclidean",
                                             [METRIC_COSINE] = "cosine",
                                             [METRIC_CORRELATION] = "correlation",
                                             NULL};

bool distance_metric_find(const char *name, enum metric *metric)
{
    for (int i = 0; distance_metric_names[i]; i++)
        if (strcmp(name, distance_metric_names[i]) == 0) {
            *metric = (enum metric)i;
            return true;
        }
    return false;
}

/* A squared distance below this share of the squared norms is computed directly: above it the
 * rounding of the Gram matrix (1e-15 of the norms) leaves ten digits. */
static const double close_share = 1e-5;

/* The rounding error of a constant row less its mean, as a share of its length. */
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
        subtract_mean(row, x->cols); /* the rounding error of the first time */
        if (length_of(row, x->cols) <= noise * length)
            return error_new("correlation distance: row %zu is constant, which correlates with "
                             "nothing: use -m euclidean",
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
                             "-m euclidean",
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

/* Turns row i of the lower triangle, products of the rows of x, into distances. */
static void products_to_distances(const struct matrix *x, const double *restrict squares,
                                  enum metric metric, size_t i, double *restrict row)
{
    bool close = false;
#pragma omp simd reduction(| : close)
    for (size_t j = 0; j < i; j++) {
        double norms = squares[i] + squares[j];
        row[j] = norms - 2 * row[j];
        close |= row[j] < close_share * norms;
    }
    for (size_t j = 0; close && j < i; j++)
        if (row[j] < close_share * (squares[i] + squares[j]))
            row[j] = direct_squared(x->a + i * x->cols, x->a + j * x->cols, x->cols);
    for (size_t j = 0; j < i; j++)
        row[j] = metric == METRIC_EUCLIDEAN ? sqrt(row[j]) : row[j] / 2;
}

/* The lower triangle of d holds the Gram matrix of x, and receives the distances. */
static struct error *lower_distances(const struct matrix *x, enum metric metric, struct matrix *d)
{
    size_t n = d->rows;
    double *squares = malloc(size_max(n, 1) * sizeof *squares);
    if (!squares)
        return error_memory("the distances of rows");
    for (size_t i = 0; i < n; i++) {
        squares[i] = d->a[i * n + i];
        d->a[i * n + i] = 0;
    }
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        products_to_distances(x, squares, metric, i, d->a + i * n);
    free(squares);
    return NULL;
}

/* The lower triangle of d becomes the products of the rows of x, which may be shifted. */
static struct error *multiply_rows(struct matrix *x, struct matrix *d)
{
    struct error *err;
    struct tiles tiles;
    size_t n = x->rows;
    TRY(tiles_find(&tiles, x));
    if (tiles_pay(&tiles)) {
        tiles_outer(&tiles, x, d);
    } else {
        TRY(matrix_center_columns(x)); /* the shorter the rows, the more exact their distances */
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (blasint)n, (blasint)x->cols, 1, x->a,
                    (blasint)x->cols, 0, d->a, (blasint)n);
    }
out:
    tiles_free(&tiles);
    return err;
}

struct error *distance_between_rows(struct matrix *x, enum metric metric, struct matrix *d)
{
    struct error *err;
    *d = (struct matrix){0};
    if (metric == METRIC_CORRELATION)
        TRY(centre_rows(x));
    if (metric != METRIC_EUCLIDEAN)
        TRY(normalise_rows(x));
    TRY(matrix_new(d, x->rows, x->rows));
    TRY(multiply_rows(x, d));
    TRY(lower_distances(x, metric, d));
    matrix_mirror_lower(d);
out:
    if (err)
        matrix_free(d);
    return err;
}
