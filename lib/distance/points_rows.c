/* What is done to points row by row. */
#include "distance/points_impl.h"

#include "base/size.h"
#include "distance/extremes.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows of unit length ---- */

void points_rows_center(double *row, size_t count)
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

bool points_rows_unit(double *row, size_t count)
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

struct error *points_rows_normalise(struct matrix *x, bool center)
{
    struct error *err = NULL;
    bool any_zero = false, *is_zero = calloc(size_max(x->rows, 1), sizeof *is_zero);
    if (!is_zero)
        return error_memory("the lengths of rows");
#pragma omp parallel for schedule(static) reduction(|| : any_zero)
    for (size_t i = 0; i < x->rows; i++) {
        double *row = x->a + i * x->cols;
        if (center)
            points_rows_center(row, x->cols);
        is_zero[i] = !points_rows_unit(row, x->cols);
        any_zero = any_zero || is_zero[i];
    }
    if (any_zero)
        err = lift_zero_rows(x, is_zero);
    free(is_zero);
    return err;
}

/* ---- rows out of range ---- */

static double sum_of_squares(const double *x, size_t count)
{
    double sum = 0;
    for (size_t j = 0; j < count; j++)
        sum += x[j] * x[j];
    return sum;
}

void points_rows_find_extremes(const double *rows, size_t count, size_t cols, size_t first,
                               struct extreme_rows *found)
{
    size_t large = found->large, small = found->small;
#pragma omp parallel for schedule(static) reduction(min : large, small)
    for (size_t i = 0; i < count; i++) {
        const double *row = rows + i * cols;
        double sum = sum_of_squares(row, cols);
        if (!isfinite(sum))
            large = size_min(large, first + i);
        else if (extremes_underflow(sum) && extremes_any_number(row, cols))
            small = size_min(small, first + i);
    }
    *found = (struct extreme_rows){large, small};
}

struct error *points_rows_check_extremes(const struct extreme_rows *found)
{
    if (found->large < SIZE_MAX)
        return extremes_error_overflow(found->large);
    return found->small < SIZE_MAX ? extremes_error_underflow(found->small, found->small) : NULL;
}
