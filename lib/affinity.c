#include "affinity.h"

#include "check.h"
#include "size.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const struct affinity_options affinity_defaults = {.k = 5, .decay = 40, .threshold = 1e-4};

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

/* The rank-th smallest (from 0) of x, which is reordered: Hoare's quickselect with the median of
 * three as pivot. */
static double select_smallest(double *x, size_t n, size_t rank)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x[middle] < x[low])
            swap(&x[middle], &x[low]);
        if (x[high] < x[low])
            swap(&x[high], &x[low]);
        if (x[high] < x[middle])
            swap(&x[high], &x[middle]);
        double pivot = x[middle];
        size_t i = low, j = high;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (x[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&x[i++], &x[j--]);
        }
        if (rank <= j)
            high = j;
        else
            low = j + 1;
    }
    return x[low];
}

static struct error *find_bandwidths(const struct matrix *d, size_t k, double *bandwidth)
{
    size_t n = d->rows;
    bool no_memory = false;
#pragma omp parallel
    {
        double *others = malloc(n * sizeof *others);
#pragma omp for schedule(static)
        for (size_t i = 0; i < n; i++) {
            if (!others) {
#pragma omp atomic write
                no_memory = true;
                continue;
            }
            const double *row = d->a + i * n;
            memcpy(others, row, i * sizeof *row);
            memcpy(others + i, row + i + 1, (n - 1 - i) * sizeof *row);
            bandwidth[i] = select_smallest(others, n - 1, k - 1);
        }
        free(others);
    }
    return no_memory ? error_memory("the bandwidths of an affinity") : NULL;
}

/* One row of distances becomes a row of the unsymmetric kernel. Beyond `reach` bandwidths the
 * kernel is below the threshold, which spares most of the powers. */
static void kernel_row(double *restrict row, size_t n, double bandwidth,
                       const struct affinity_options *options, double reach)
{
    for (size_t j = 0; j < n; j++) {
        double ratio = row[j] == 0 ? 0 : row[j] / bandwidth;
        double affinity = ratio <= reach ? exp(-pow(ratio, options->decay)) : 0;
        row[j] = affinity < options->threshold ? 0 : affinity;
    }
}

/* (K + K') / 2 */
static void symmetrise(struct matrix *k)
{
    enum { BLOCK = 64 };
    size_t n = k->rows;
#pragma omp parallel for schedule(dynamic)
    for (size_t ib = 0; ib < n; ib += BLOCK)
        for (size_t jb = 0; jb <= ib; jb += BLOCK)
            for (size_t i = ib; i < size_min(ib + BLOCK, n); i++)
                for (size_t j = jb; j < size_min(jb + BLOCK, i); j++) {
                    double mean = (k->a[i * n + j] + k->a[j * n + i]) / 2;
                    k->a[i * n + j] = k->a[j * n + i] = mean;
                }
}

static struct error *check_spread(const struct matrix *d)
{
    size_t count = d->rows * d->cols;
    for (size_t i = 0; i < count; i++)
        if (d->a[i] > 0)
            return NULL;
    return error_new("all %zu snapshots are equal: there is no trajectory to show: are these the "
                     "right files?",
                     d->rows);
}

struct error *affinity_from_distances(struct matrix *d, const struct affinity_options *options,
                                      double *bandwidth)
{
    struct error *err;
    size_t n = d->rows;
    TRY(matrix_check(d, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL, "distance"));
    if (n <= options->k) {
        err = error_new("%zu snapshots, but k = %zu needs at least %zu: more snapshots, or a "
                        "smaller k",
                        n, options->k, options->k + 1);
        goto out;
    }
    TRY(check_spread(d));
    TRY(find_bandwidths(d, options->k, bandwidth));
    double reach =
        options->threshold > 0 ? pow(-log(options->threshold), 1 / options->decay) : INFINITY;
    reach *= 1 + 1e-9; /* the threshold itself decides at the edge */
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        kernel_row(d->a + i * n, n, bandwidth[i], options, reach);
    symmetrise(d);
out:
    return err;
}
