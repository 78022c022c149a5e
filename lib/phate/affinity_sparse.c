#include "phate/affinity_sparse.h"

#include "base/size.h"
#include "distance/search/neighbours.h"
#include "phate/kernel.h"

#include <math.h>
#include <stdlib.h>

struct error *affinity_sparse_check_points(const struct points *points,
                                           const struct affinity_options *options)
{
    struct error *err;
    size_t n = points->x.rows;
    bool equal;
    struct kernel kernel = kernel_make(options->decay, options->threshold);
    if (options->bandwidth == 0 && n <= options->k)
        return affinity_too_few(n, options->k);
    TRY(points_source_all_equal(points, &equal));
    if (equal)
        return affinity_all_equal(n);
    if (isinf(kernel.reach) && options->k_max == 0)
        return error_new("threshold 0: keeps every affinity, too many for a sparse matrix: give a "
                         "larger threshold, or --knn-max");
out:
    return err;
}

static struct neighbour_options find_reach(const struct affinity_options *options,
                                           const struct kernel *kernel, size_t n)
{
    return (struct neighbour_options){.rank = options->bandwidth == 0 ? options->k : 0,
                                      .fixed = options->bandwidth,
                                      .scale = options->bandwidth_scale,
                                      .reach = kernel->reach,
                                      .most = options->k_max < n ? options->k_max : 0};
}

/* The kernel of row i at a distance. */
struct sight {
    struct kernel kernel;
    const double *bandwidth, *farthest;
};

static double kernel_at(const struct sight *s, size_t i, double distance)
{
    kernel_row(&s->kernel, &distance, 1, s->bandwidth[i], s->farthest[i]);
    return distance;
}

/* Distances become affinities; zeros are dropped. */
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

struct error *affinity_sparse_from_points(const struct points *points,
                                          const struct affinity_options *options,
                                          struct report *report, double *bandwidth, struct csr *k)
{
    struct error *err;
    size_t n = points->x.rows;
    struct kernel kernel = kernel_make(options->decay, options->threshold);
    struct neighbour_options reach = find_reach(options, &kernel, n);
    double *farthest = malloc(n * sizeof *farthest);
    *k = (struct csr){0};
    if (!farthest)
        TRY(error_memory("the neighbourhoods of rows"));
    TRY(neighbours_find(points, &reach, report, bandwidth, farthest, k));
    apply_kernel(k, &(struct sight){kernel, bandwidth, farthest}, options);
    if (options->anisotropy > 0)
        TRY(divide_by_densities(k, options));
out:
    free(farthest);
    if (err)
        csr_free(k);
    return err;
}

struct error *affinity_sparse_from_adjacency(struct csr *m)
{
    return csr_set_diagonal(m, 1);
}

/* The result is made of the lists, and its columns and values of it. */
size_t affinity_sparse_bytes(size_t rows, size_t cols, const struct affinity_options *options)
{
    struct kernel kernel = kernel_make(options->decay, options->threshold);
    struct neighbour_options reach = find_reach(options, &kernel, rows);
    return size_sum(neighbours_bytes(rows, cols, &reach), 2 * rows * sizeof(double));
}
