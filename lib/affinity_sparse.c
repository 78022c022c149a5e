#include "affinity_sparse.h"

#include "affinity_kernel.h"
#include "neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool all_rows_equal(const struct matrix *x)
{
    for (size_t i = 1; i < x->rows; i++)
        if (memcmp(x->a, x->a + i * x->cols, x->cols * sizeof *x->a) != 0)
            return false;
    return true;
}

static struct error *check_points(const struct points *points,
                                  const struct affinity_options *options,
                                  const struct kernel *kernel)
{
    size_t n = points->x.rows;
    if (options->bandwidth == 0 && n <= options->k)
        return affinity_too_few(n, options->k);
    if (all_rows_equal(&points->x))
        return affinity_all_equal(n);
    if (isinf(kernel->reach) && options->k_max == 0)
        return error_new("threshold 0 keeps every affinity, and a sparse matrix is for few: a "
                         "threshold, or --knn-max");
    return NULL;
}

static struct error *find_bandwidths(const struct points *points,
                                     const struct affinity_options *options, struct report *report,
                                     double *bandwidth)
{
    struct error *err = NULL;
    if (options->bandwidth == 0)
        TRY(neighbours_nearest(points, options->k, report, bandwidth));
    for (size_t i = 0; i < points->x.rows; i++)
        bandwidth[i] = options->bandwidth_scale *
                       (options->bandwidth == 0 ? bandwidth[i] : options->bandwidth);
out:
    return err;
}

/* How far each row sees at the most. */
static struct error *find_limits(const struct points *points, size_t k_max, struct report *report,
                                 double *farthest)
{
    if (k_max > 0 && k_max < points->x.rows)
        return neighbours_nearest(points, k_max, report, farthest);
    for (size_t i = 0; i < points->x.rows; i++)
        farthest[i] = INFINITY;
    return NULL;
}

/* What the kernel of row i gives a distance. */
struct sight {
    struct kernel kernel;
    const double *bandwidth, *farthest;
};

static double kernel_at(const struct sight *s, size_t i, double distance)
{
    kernel_row(&s->kernel, &distance, 1, s->bandwidth[i], s->farthest[i]);
    return distance;
}

/* Distances become affinities; those that are 0 go. */
static void apply_kernel(struct csr *k, const struct sight *s,
                         const struct affinity_options *options)
{
#pragma omp parallel for schedule(dynamic, 256)
    for (size_t i = 0; i < k->rows; i++)
        for (size_t e = k->start[i]; e < k->start[i + 1]; e++)
            k->value[e] = affinity_symmetric(options, kernel_at(s, i, k->value[e]),
                                             kernel_at(s, k->col[e], k->value[e]));
    csr_drop_zeros(k);
}

/* K_ij / (s_i s_j)^q */
static struct error *divide_by_densities(struct csr *k, const struct affinity_options *options)
{
    double *weight = malloc(k->rows * sizeof *weight);
    if (!weight)
        return error_memory("the densities of an affinity");
    for (size_t i = 0; i < k->rows; i++)
        weight[i] = affinity_density_weight(options, csr_row_sum(k, i));
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < k->rows; i++)
        for (size_t e = k->start[i]; e < k->start[i + 1]; e++)
            k->value[e] *= weight[i] * weight[k->col[e]];
    free(weight);
    return NULL;
}

struct error *affinity_from_points(const struct points *points,
                                   const struct affinity_options *options, struct report *report,
                                   double *bandwidth, struct csr *k)
{
    struct error *err;
    size_t n = points->x.rows;
    struct kernel kernel = kernel_make(options->decay, options->threshold);
    double *farthest = malloc(n * sizeof *farthest), *radius = malloc(n * sizeof *radius);
    *k = (struct csr){0};
    if (!farthest || !radius) {
        err = error_memory("the neighbourhoods of rows");
        goto out;
    }
    TRY(check_points(points, options, &kernel));
    TRY(find_bandwidths(points, options, report, bandwidth));
    TRY(find_limits(points, options->k_max, report, farthest));
    for (size_t i = 0; i < n; i++)
        radius[i] = fmin(kernel_radius(&kernel, bandwidth[i]), farthest[i]);
    TRY(neighbours_within(points, radius, report, k));
    apply_kernel(k, &(struct sight){kernel, bandwidth, farthest}, options);
    if (options->anisotropy > 0)
        TRY(divide_by_densities(k, options));
out:
    free(farthest);
    free(radius);
    if (err)
        csr_free(k);
    return err;
}
