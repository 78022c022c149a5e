#include "phate/kernel.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct kernel kernel_make(double decay, double threshold)
{
    struct kernel kernel = {.decay = decay, .threshold = threshold, .reach = INFINITY};
    if (decay == 0)
        kernel.reach = 1;
    else if (threshold > 0) /* a little more: the threshold itself decides at the edge */
        kernel.reach = pow(-log(threshold), 1 / decay) * (1 + 1e-9);
    return kernel;
}

double kernel_radius(const struct kernel *kernel, double bandwidth)
{
    return isinf(kernel->reach) ? INFINITY : kernel->reach * bandwidth;
}

static double decaying(const struct kernel *kernel, double distance, double bandwidth)
{
    double ratio = distance == 0 ? 0 : distance / bandwidth;
    if (ratio > kernel->reach) /* which spares most of the powers */
        return 0;
    double affinity = exp(-pow(ratio, kernel->decay));
    return affinity < kernel->threshold ? 0 : affinity;
}

void kernel_row(const struct kernel *kernel, double *row, size_t count, double bandwidth,
                double farthest)
{
    for (size_t j = 0; j < count; j++)
        if (row[j] > farthest)
            row[j] = 0;
        else if (kernel->decay == 0)
            row[j] = row[j] <= bandwidth;
        else
            row[j] = decaying(kernel, row[j], bandwidth);
}

/* ---- bandwidths ---- */

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

/* Hoare's quickselect with the median of three as pivot. */
double kernel_select_smallest(double *x, size_t n, size_t rank)
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

struct error *kernel_nearest_distances(const struct matrix *d, size_t rank, double *nearest)
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
            nearest[i] = kernel_select_smallest(others, n - 1, rank - 1);
        }
        free(others);
    }
    return no_memory ? error_memory("the nearest neighbours of rows") : NULL;
}
