#include "distance/points_impl.h"

#include "base/size.h"
#include "matrix/equal_rows.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static struct error *check_extremes(const struct matrix *x)
{
    struct extreme_rows found = {SIZE_MAX, SIZE_MAX};
    points_rows_find_extremes(x->a, x->rows, x->cols, 0, &found);
    return points_rows_check_extremes(&found);
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
        TRY(points_project(points, options->components));
    if (options->metric != METRIC_EUCLIDEAN)
        TRY(points_rows_normalise(&points->x, options->metric == METRIC_CORRELATION));
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
    points_read_free(points);
}

double points_squared_between(const double *restrict a, const double *restrict b, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t k = 0; k < count; k++)
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
}

double points_squared(const struct points *points, size_t i, size_t j)
{
    size_t p = points->x.cols;
    return points_squared_between(points->x.a + i * p, points->x.a + j * p, p);
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
