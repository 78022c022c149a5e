#include "distance/medoids.h"

#include <math.h>
#include <stdlib.h>

/* cost (n) tells how far each row is from its group. */
static void take_least(const double *cost, const size_t *group, size_t n, size_t groups,
                       size_t *medoid)
{
    for (size_t g = 0; g < groups; g++)
        medoid[g] = n;
    for (size_t i = 0; i < n; i++) {
        size_t *least = &medoid[group[i]];
        if (*least == n || cost[i] < cost[*least])
            *least = i;
    }
}

struct error *medoids_of_distances(const struct matrix *d, const size_t *group, size_t groups,
                                   size_t *medoid)
{
    size_t n = d->rows;
    double *cost = calloc(n, sizeof *cost);
    if (!cost)
        return error_memory("medoids");
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (group[i] == group[j])
                cost[i] += d->a[i * n + j];
    take_least(cost, group, n, groups, medoid);
    free(cost);
    return NULL;
}

/* mean (groups x p) and size (groups) are all zero before. */
static void find_means(const struct matrix *x, const size_t *group, struct matrix *mean,
                       double *size)
{
    size_t p = x->cols;
    for (size_t i = 0; i < x->rows; i++) {
        size[group[i]]++;
        for (size_t k = 0; k < p; k++)
            mean->a[group[i] * p + k] += x->a[i * p + k];
    }
    for (size_t e = 0; e < mean->rows * p; e++)
        mean->a[e] /= size[e / p];
}

static double squared(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
}

struct error *medoids_of_points(const struct matrix *x, const size_t *group, size_t groups,
                                size_t *medoid)
{
    struct error *err;
    struct matrix mean = {0};
    size_t p = x->cols;
    double *size = calloc(groups, sizeof *size), *cost = calloc(x->rows, sizeof *cost);
    if (!size || !cost)
        TRY(error_memory("medoids"));
    TRY(matrix_new(&mean, groups, p));
    find_means(x, group, &mean, size);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < x->rows; i++)
        cost[i] = squared(x->a + i * p, mean.a + group[i] * p, p);
    take_least(cost, group, x->rows, groups, medoid);
out:
    free(size);
    free(cost);
    matrix_free(&mean);
    return err;
}
