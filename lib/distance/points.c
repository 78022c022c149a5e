#include "distance/points.h"

#include "base/size.h"
#include "distance/extremes.h"
#include "matrix/equal_rows.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- centring and projection ---- */

/* The leading eigenvectors of X'X, each a row of `axes` (kept x p). */
static struct error *principal_axes(const struct matrix *x, size_t kept, struct matrix *axes)
{
    struct error *err = NULL;
    struct matrix scatter = {0};
    blasint p = (blasint)x->cols;
    double *values = malloc(kept * sizeof *values);
    *axes = (struct matrix){0};
    if (!values)
        TRY(error_memory("principal components"));
    TRY(matrix_new(&scatter, x->cols, x->cols));
    TRY(matrix_new(axes, kept, x->cols));
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, p, (blasint)x->rows, 1, x->a, p, 0,
                scatter.a, p);
    matrix_mirror_lower(&scatter);
    TRY(lapack_largest_eigenpairs(&scatter, values, axes, "principal components",
                                  "are the snapshots finite?"));
out:
    free(values);
    matrix_free(&scatter);
    if (err)
        matrix_free(axes);
    return err;
}

/* Replaces centred rows by their scores. With all components distances do not change. */
static struct error *project(struct matrix *x, size_t components)
{
    struct error *err = NULL;
    struct matrix axes = {0}, scores = {0};
    if (components >= size_min(x->cols, x->rows > 0 ? x->rows - 1 : 0))
        return NULL;
    TRY(principal_axes(x, components, &axes));
    TRY(matrix_new(&scores, x->rows, components));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)x->rows, (blasint)components,
                (blasint)x->cols, 1, x->a, (blasint)x->cols, axes.a, (blasint)x->cols, 0, scores.a,
                (blasint)components);
    matrix_free(x);
    *x = scores;
out:
    matrix_free(&axes);
    return err;
}

/* ---- rows of unit length ---- */

/* Subtracts from a row its mean; a row that is constant but for rounding becomes zeros. */
static void center_row(double *row, size_t count)
{
    double mean = 0, largest = 0, spread = 0;
    for (size_t j = 0; j < count; j++)
        mean += row[j] / (double)count;
    for (size_t j = 0; j < count; j++) {
        largest = fmax(largest, fabs(row[j]));
        row[j] -= mean;
        spread = fmax(spread, fabs(row[j]));
    }
    if (spread <= 8 * DBL_EPSILON * largest)
        memset(row, 0, count * sizeof *row);
}

/* False for a row of zeros. */
static bool normalise_row(double *row, size_t count)
{
    double length = cblas_dnrm2((blasint)count, row, 1);
    if (length == 0)
        return false;
    for (size_t j = 0; j < count; j++)
        row[j] /= length;
    return true;
}

/* Adds a column in which rows of zeros have a length of 1: at right angles to all others. */
static struct error *lift_zero_rows(struct matrix *x, const bool *is_zero)
{
    struct matrix lifted;
    size_t p = x->cols;
    struct error *err = matrix_new(&lifted, x->rows, p + 1);
    if (err)
        return err;
    for (size_t i = 0; i < x->rows; i++) {
        memcpy(lifted.a + i * (p + 1), x->a + i * p, p * sizeof *x->a);
        lifted.a[i * (p + 1) + p] = is_zero[i];
    }
    matrix_free(x);
    *x = lifted;
    return NULL;
}

static struct error *normalise_rows(struct matrix *x, bool center)
{
    struct error *err = NULL;
    bool any_zero = false, *is_zero = calloc(size_max(x->rows, 1), sizeof *is_zero);
    if (!is_zero)
        return error_memory("the lengths of rows");
#pragma omp parallel for schedule(static) reduction(|| : any_zero)
    for (size_t i = 0; i < x->rows; i++) {
        double *row = x->a + i * x->cols;
        if (center)
            center_row(row, x->cols);
        is_zero[i] = !normalise_row(row, x->cols);
        any_zero = any_zero || is_zero[i];
    }
    if (any_zero)
        err = lift_zero_rows(x, is_zero);
    free(is_zero);
    return err;
}

/* ---- points ---- */

static double sum_of_squares(const double *x, size_t count)
{
    double sum = 0;
    for (size_t j = 0; j < count; j++)
        sum += x[j] * x[j];
    return sum;
}

static struct error *check_extremes(const struct matrix *x)
{
    size_t large = x->rows, small = x->rows;
#pragma omp parallel for schedule(static) reduction(min : large, small)
    for (size_t i = 0; i < x->rows; i++) {
        const double *row = x->a + i * x->cols;
        double sum = sum_of_squares(row, x->cols);
        if (!isfinite(sum))
            large = size_min(large, i);
        else if (extremes_underflow(sum) && extremes_any_number(row, x->cols))
            small = size_min(small, i);
    }
    if (large < x->rows)
        return extremes_error_overflow(large);
    return small < x->rows ? extremes_error_underflow(small, small) : NULL;
}

struct error *points_from_matrix(struct matrix *x, const struct points_options *options,
                                 struct points *points)
{
    struct error *err = NULL;
    size_t *original = malloc(size_max(x->rows, 1) * sizeof *original);
    *points = (struct points){.x = *x, .metric = options->metric};
    *x = (struct matrix){0};
    if (!original)
        TRY(error_memory("duplicate rows"));
    TRY(check_extremes(&points->x));
    TRY(equal_rows_find(&points->x, original));
    if (options->center || options->components)
        TRY(matrix_center_columns(&points->x));
    if (options->components)
        TRY(project(&points->x, options->components));
    if (options->metric != METRIC_EUCLIDEAN)
        TRY(normalise_rows(&points->x, options->metric == METRIC_CORRELATION));
    equal_rows_copy(&points->x, original);
out:
    free(original);
    if (err)
        points_free(points);
    return err;
}

void points_free(struct points *points)
{
    matrix_free(&points->x);
}

double points_squared(const struct points *points, size_t i, size_t j)
{
    size_t p = points->x.cols;
    const double *restrict a = points->x.a + i * p, *restrict b = points->x.a + j * p;
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t k = 0; k < p; k++)
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
}

double points_apart(const struct matrix *x, const char *signature, size_t i, size_t j)
{
    const double *a = x->a + i * x->cols, *b = x->a + j * x->cols;
    double sum = 0;
    if (!signature)
        return sqrt(points_squared(&(struct points){.x = *x}, i, j));
    for (size_t k = 0; k < x->cols; k++)
        sum += (signature[k] == '-' ? -1 : 1) * (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
}

/* The rounding error of the squared distance of unit rows in the same direction. */
static const double unit_noise = 256 * DBL_EPSILON * DBL_EPSILON;

double points_distance(const struct points *points, double squared)
{
    if (points->metric == METRIC_EUCLIDEAN)
        return sqrt(squared);
    return squared <= unit_noise ? 0 : squared / 2;
}

struct error *points_distances(struct points *points, struct matrix *d)
{
    struct error *err = check_extremes(&points->x);
    if (!err)
        err = distance_between_rows(&points->x, METRIC_EUCLIDEAN, d);
    if (err || points->metric == METRIC_EUCLIDEAN)
        return err;
    for (size_t e = 0; e < d->rows * d->cols; e++)
        d->a[e] = points_distance(points, d->a[e] * d->a[e]);
    return NULL;
}

/* The factor exceeds the rounding error, the addend the loss near 0. */
double points_squared_within(const struct points *points, double distance)
{
    if (points->metric == METRIC_EUCLIDEAN)
        return distance * distance * (1 + 8 * DBL_EPSILON) + DBL_MIN;
    return fmax(2 * distance * (1 + 8 * DBL_EPSILON), unit_noise);
}
