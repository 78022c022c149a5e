#include "phate/affinity.h"

#include "base/size.h"
#include "matrix/check.h"
#include "phate/kernel.h"

#include <math.h>
#include <stdlib.h>

const char *const affinity_symmetry_names[] = {
    [SYMMETRY_ADD] = "add", [SYMMETRY_MULTIPLY] = "multiply", [SYMMETRY_MNN] = "mnn", NULL};

const struct affinity_options affinity_defaults = {.k = 5,
                                                   .bandwidth_scale = 1,
                                                   .decay = 40,
                                                   .threshold = 1e-4,
                                                   .symmetry = SYMMETRY_ADD,
                                                   .theta = 1};

/* ---- from kernel to affinity ---- */

double affinity_symmetric(const struct affinity_options *options, double kij, double kji)
{
    switch (options->symmetry) {
    case SYMMETRY_MULTIPLY:
        return kij * kji;
    case SYMMETRY_MNN:
        return options->theta * fmin(kij, kji) + (1 - options->theta) * fmax(kij, kji);
    case SYMMETRY_ADD:
        break;
    }
    return (kij + kji) / 2;
}

double affinity_density_weight(const struct affinity_options *options, double row_sum)
{
    return row_sum > 0 ? pow(row_sum, -options->anisotropy) : 1;
}

static void symmetrise(struct matrix *k, const struct affinity_options *options)
{
    enum { BLOCK = 64 };
    size_t n = k->rows;
#pragma omp parallel for schedule(dynamic)
    for (size_t ib = 0; ib < n; ib += BLOCK)
        for (size_t jb = 0; jb <= ib; jb += BLOCK)
            for (size_t i = ib; i < size_min(ib + BLOCK, n); i++)
                for (size_t j = jb; j < size_min(jb + BLOCK, i + 1); j++) {
                    double *lower = k->a + i * n + j, *upper = k->a + j * n + i;
                    *lower = *upper = affinity_symmetric(options, *lower, *upper);
                }
}

/* K_ij / (s_i s_j)^q */
static struct error *divide_by_densities(struct matrix *k, const struct affinity_options *options)
{
    struct error *err = NULL;
    size_t n = k->rows;
    double *weight = malloc(n * sizeof *weight);
    if (!weight) {
        err = error_memory("the densities of an affinity");
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        double sum = matrix_row_sum(k, i);
        if (!isfinite(sum)) {
            err = error_new("affinity matrix: row %zu: its sum overflows: scale the affinities", i);
            goto out;
        }
        weight[i] = affinity_density_weight(options, sum);
    }
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            k->a[i * n + j] *= weight[i] * weight[j];
out:
    free(weight);
    return err;
}

static struct error *symmetrise_and_divide(struct matrix *k, const struct affinity_options *options)
{
    symmetrise(k, options);
    return options->anisotropy > 0 ? divide_by_densities(k, options) : NULL;
}

struct error *affinity_finish(struct matrix *k, const struct affinity_options *options)
{
    struct error *err = matrix_check(k, CHECK_NONNEGATIVE, "affinity");
    return err ? err : symmetrise_and_divide(k, options);
}

void affinity_from_adjacency(struct matrix *m)
{
    for (size_t i = 0; i < size_min(m->rows, m->cols); i++)
        m->a[i * m->cols + i] = 1;
}

/* ---- from distances ---- */

struct error *affinity_too_few(size_t rows, size_t k)
{
    if (rows < 2)
        return error_new("k = %zu: needs at least %zu snapshots, got %zu: give more snapshots", k,
                         k + 1, rows);
    return error_new("k = %zu: needs at least %zu snapshots, got %zu: use -k %zu (at most %zu), or "
                     "give more snapshots",
                     k, k + 1, rows, rows / 2, rows - 1);
}

struct error *affinity_all_equal(size_t rows)
{
    if (rows == 1)
        return error_new("1 snapshot makes no trajectory: give more snapshots");
    return error_new(
        "all %zu snapshots are equal and make no trajectory: check that these are the right files",
        rows);
}

struct error *affinity_check_distances(const struct matrix *d,
                                       const struct affinity_options *options)
{
    struct error *err =
        matrix_check(d, CHECK_SYMMETRIC | CHECK_NONNEGATIVE | CHECK_ZERO_DIAGONAL, "distance");
    if (err)
        return err;
    if (options->bandwidth == 0 && d->rows <= options->k)
        return affinity_too_few(d->rows, options->k);
    size_t count = d->rows * d->cols;
    for (size_t i = 0; i < count; i++)
        if (d->a[i] > 0)
            return NULL;
    return affinity_all_equal(d->rows);
}

static struct error *find_bandwidths(const struct matrix *d, const struct affinity_options *options,
                                     double *bandwidth)
{
    struct error *err = NULL;
    if (options->bandwidth == 0)
        TRY(kernel_nearest_distances(d, options->k, bandwidth));
    for (size_t i = 0; i < d->rows; i++)
        bandwidth[i] = options->bandwidth_scale *
                       (options->bandwidth == 0 ? bandwidth[i] : options->bandwidth);
out:
    return err;
}

/* How far each row sees at most. */
static struct error *find_limits(const struct matrix *d, size_t k_max, double *farthest)
{
    if (k_max > 0 && k_max < d->rows)
        return kernel_nearest_distances(d, k_max, farthest);
    for (size_t i = 0; i < d->rows; i++)
        farthest[i] = INFINITY;
    return NULL;
}

struct error *affinity_from_distances(struct matrix *d, const struct affinity_options *options,
                                      double *bandwidth)
{
    struct error *err;
    size_t n = d->rows;
    struct kernel kernel = kernel_make(options->decay, options->threshold);
    double *farthest = NULL;
    farthest = malloc(n * sizeof *farthest);
    if (!farthest)
        TRY(error_memory("the neighbourhoods of rows"));
    TRY(find_bandwidths(d, options, bandwidth));
    TRY(find_limits(d, options->k_max, farthest));
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        kernel_row(&kernel, d->a + i * n, n, bandwidth[i], farthest[i]);
    TRY(symmetrise_and_divide(d, options));
out:
    free(farthest);
    return err;
}
