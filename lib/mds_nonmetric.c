/* Non-metric MDS: squared stress-1 (Kruskal 1964), S = sum (r - t)^2 / sum r^2, where the targets t
 * are the monotone regression of the distances r of x on the order of the given ones.
 *
 * For the targets at hand the Guttman transform x^ has sum t r / |t||r| no lower than x
 * (sum t r(x) = n<x, x^> and sum t r(y) >= n<y, x^> for all y), and the regression at x^ can only
 * raise it. S is 1 less its square, so S never rises from x to any multiple of x^. Since the
 * regression is optimal its own change does not count in the gradient:
 * (2n / sum r^2) ((1 - S) x - x^). Both say that x^ / (1 - S) - x is the step to take. */
#include "mds_impl.h"

#include "size.h"

#include <math.h>
#include <stdlib.h>

struct pair {
    double key;
    size_t at; /* i * n + j, i > j */
};

struct order_data {
    struct mds_slices slices;
    struct matrix target; /* n x n, below the diagonal: distances, then their regression */
    size_t pairs;
    struct pair *by_given;    /* key: the given distance, ascending */
    struct pair *by_distance; /* key: the distance in x; as above but ascending within ties */
    double *fit;
    size_t *weight;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

static void sort_given(struct order_data *o, const struct matrix *distance)
{
    size_t n = distance->rows, p = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++, p++)
            o->by_given[p] = (struct pair){distance->a[i * n + j], i * n + j};
    qsort(o->by_given, o->pairs, sizeof *o->by_given, compare_pairs);
}

/* Tied pairs may come in any order (the primary approach): that of their distances in x. */
static void sort_within_ties(struct order_data *o)
{
    for (size_t first = 0, end; first < o->pairs; first = end) {
        for (end = first + 1; end < o->pairs && o->by_given[end].key == o->by_given[first].key;)
            end++;
        if (end - first > 1)
            qsort(o->by_distance + first, end - first, sizeof *o->by_distance, compare_pairs);
    }
}

/* The distances of x and their monotone regression into o->target. Returns the sum of the squared
 * distances. */
static double regress(struct order_data *o, const double *x)
{
    mds_distances(x, o->slices.dims, &o->target);
    double sum = mds_sum_of_squares(&o->target);
    for (size_t p = 0; p < o->pairs; p++) {
        size_t at = o->by_given[p].at;
        o->by_distance[p] = (struct pair){o->target.a[at], at};
    }
    sort_within_ties(o);
    for (size_t p = 0; p < o->pairs; p++)
        o->fit[p] = o->by_distance[p].key;
    mds_monotone_fit(o->fit, o->weight, o->pairs);
    for (size_t p = 0; p < o->pairs; p++)
        o->target.a[o->by_distance[p].at] = o->fit[p];
    return sum;
}

static double stress1_at(void *data, const double *x, double *step, double *steepness)
{
    struct order_data *o = data;
    size_t n = o->slices.n, size = n * o->slices.dims;
    double sum = regress(o, x);
    double residual = mds_guttman(&o->slices, &o->target, x, step);
    double value = sum > 0 ? residual / sum : 0;
    for (size_t i = 0; i < size; i++)
        step[i] = step[i] / (1 - value) - x[i];
    *steepness = sum > 0 ? 2 * (double)n * (1 - value) / sum : 0;
    return value;
}

static struct error *order_new(struct order_data *o, const struct matrix *distance, size_t dims)
{
    struct error *err = NULL;
    size_t n = distance->rows;
    *o = (struct order_data){.pairs = n * (n - 1) / 2};
    TRY(matrix_new(&o->target, n, n));
    TRY(mds_slices_new(&o->slices, n, dims));
    o->by_given = calloc(size_max(o->pairs, 1), sizeof *o->by_given);
    o->by_distance = calloc(size_max(o->pairs, 1), sizeof *o->by_distance);
    o->fit = calloc(size_max(o->pairs, 1), sizeof *o->fit);
    o->weight = calloc(size_max(o->pairs, 1), sizeof *o->weight);
    if (!o->by_given || !o->by_distance || !o->fit || !o->weight)
        TRY(error_memory("the order of the distances"));
    sort_given(o, distance);
out:
    return err;
}

static void order_free(struct order_data *o)
{
    mds_slices_free(&o->slices);
    matrix_free(&o->target);
    free(o->by_given);
    free(o->by_distance);
    free(o->fit);
    free(o->weight);
}

/* Stress-1 leaves the scale open: the distances get the given ones' sum of squares. */
static void match_scale(const struct matrix *distance, struct matrix *config,
                        struct matrix *scratch)
{
    mds_distances(config->a, config->rows, scratch);
    double sum = mds_sum_of_squares(scratch);
    double scale = sum > 0 ? sqrt(mds_sum_of_squares(distance) / sum) : 1;
    for (size_t i = 0; i < config->rows * config->cols; i++)
        config->a[i] *= scale;
}

struct error *mds_nonmetric(const struct matrix *distance, struct matrix *config,
                            const struct mds_opts *opts, struct report *report,
                            struct mds_descent *result)
{
    struct error *err = NULL;
    struct order_data data;
    struct mds_objective stress1 = {.data = &data,
                                    .size = config->rows * config->cols,
                                    .least = MDS_ROUNDING,
                                    .at = stress1_at};
    TRY(order_new(&data, distance, config->rows));
    mds_centre(config);
    TRY(mds_descend(&stress1, config->a, (struct mds_limits){opts->max_iter, opts->eps}, opts,
                    report, result));
    match_scale(distance, config, &data.target);
out:
    order_free(&data);
    return err;
}
