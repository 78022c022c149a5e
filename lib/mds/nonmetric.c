/* Non-metric MDS: squared stress-1 (Kruskal 1964), S = sum (r - t)^2 / sum r^2, where the targets t
 * are the monotone regression of the distances r of x on the order of the given ones.
 *
 * For the targets at hand the Guttman transform x^ has sum t r / |t||r| no lower than x
 * (sum t r(x) = n<x, x^> and sum t r(y) >= n<y, x^> for all y), and the regression at x^ can only
 * raise it. S is 1 less its square, so S never rises from x to any multiple of x^. Since the
 * regression is optimal its own change does not count in the gradient:
 * (2n / sum r^2) ((1 - S) x - x^). Both say that x^ / (1 - S) - x is the step to take. */
#include "mds/impl.h"

#include "mds/pairs.h"

#include <math.h>
#include <stdlib.h>

/* A pair to be sorted. */
struct pair {
    double key;
    size_t at; /* in the packed order */
};

struct tie {
    size_t first, end; /* places in the order */
};

struct order_data {
    struct mds_slices slices;
    struct matrix target; /* packed: distances, then their regression */
    size_t pairs;
    size_t *order; /* packed positions by ascending given distance; in a tie by that in x */
    struct tie *ties;
    size_t tie_count;
    struct pair *sorted; /* scratch */
    double *fit;         /* in that order */
    size_t *weight;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

/* Sorts order[first..end) by key[order[]]. */
static void sort_places(struct order_data *o, const double *key, size_t first, size_t end)
{
    for (size_t p = first; p < end; p++)
        o->sorted[p] = (struct pair){key[o->order[p]], o->order[p]};
    qsort(o->sorted + first, end - first, sizeof *o->sorted, compare_pairs);
    for (size_t p = first; p < end; p++)
        o->order[p] = o->sorted[p].at;
}

/* The runs of equal keys in o->sorted. */
static struct error *find_ties(struct order_data *o)
{
    for (int counted = 0; counted < 2; counted++) {
        size_t count = 0;
        for (size_t first = 0, end; first < o->pairs; first = end) {
            for (end = first + 1; end < o->pairs && o->sorted[end].key == o->sorted[first].key;)
                end++;
            if (end - first == 1)
                continue;
            if (counted)
                o->ties[count] = (struct tie){first, end};
            count++;
        }
        if (!counted && !(o->ties = calloc(size_max(count, 1), sizeof *o->ties)))
            return error_memory("the order of the distances");
        o->tie_count = count;
    }
    return NULL;
}

/* The distances of x and their monotone regression into o->target. Tied pairs may come in any order
 * (the primary approach): that of their distances in x. Returns the sum of the squared distances.
 */
static double regress(struct order_data *o, const double *x)
{
    double *target = o->target.a;
    mds_distances(x, o->slices.n, o->slices.dims, target);
    double sum = mds_sum_of_squares(target, o->pairs);
#pragma omp parallel for schedule(dynamic, 64) if (o->pairs >= MDS_PARALLEL_PAIRS)
    for (size_t t = 0; t < o->tie_count; t++)
        sort_places(o, target, o->ties[t].first, o->ties[t].end);
#pragma omp parallel for schedule(static) if (o->pairs >= MDS_PARALLEL_PAIRS)
    for (size_t p = 0; p < o->pairs; p++)
        o->fit[p] = target[o->order[p]];
    mds_monotone_fit(o->fit, o->weight, o->pairs);
#pragma omp parallel for schedule(static) if (o->pairs >= MDS_PARALLEL_PAIRS)
    for (size_t p = 0; p < o->pairs; p++)
        target[o->order[p]] = o->fit[p];
    return sum;
}

static double stress1_at(void *data, const double *x, double *step, double *steepness)
{
    struct order_data *o = data;
    size_t n = o->slices.n, size = n * o->slices.dims;
    double sum = regress(o, x);
    double residual = mds_guttman(&o->slices, o->target.a, x, step);
    double value = sum > 0 ? residual / sum : 0;
    for (size_t i = 0; i < size; i++)
        step[i] = step[i] / (1 - value) - x[i];
    *steepness = sum > 0 ? 2 * (double)n * (1 - value) / sum : 0;
    return value;
}

static struct error *order_new(struct order_data *o, const struct matrix *given, size_t n,
                               size_t dims)
{
    struct error *err = NULL;
    *o = (struct order_data){.pairs = given->cols};
    size_t room = size_max(o->pairs, 1);
    TRY(matrix_new(&o->target, 1, o->pairs));
    TRY(mds_slices_new(&o->slices, n, dims));
    o->order = calloc(room, sizeof *o->order);
    o->sorted = calloc(room, sizeof *o->sorted);
    o->fit = calloc(room, sizeof *o->fit);
    o->weight = calloc(room, sizeof *o->weight);
    if (!o->order || !o->sorted || !o->fit || !o->weight)
        TRY(error_memory("the order of the distances"));
    for (size_t p = 0; p < o->pairs; p++)
        o->order[p] = p;
    sort_places(o, given->a, 0, o->pairs);
    TRY(find_ties(o));
out:
    return err;
}

static void order_free(struct order_data *o)
{
    mds_slices_free(&o->slices);
    matrix_free(&o->target);
    free(o->order);
    free(o->ties);
    free(o->sorted);
    free(o->fit);
    free(o->weight);
}

/* Stress-1 leaves the scale open: the distances get the given ones' sum of squares. */
static void match_scale(const struct matrix *given, struct matrix *config, struct matrix *scratch)
{
    mds_distances(config->a, config->cols, config->rows, scratch->a);
    double sum = mds_sum_of_squares(scratch->a, scratch->cols);
    double scale = sum > 0 ? sqrt(mds_sum_of_squares(given->a, given->cols) / sum) : 1;
    for (size_t i = 0; i < config->rows * config->cols; i++)
        config->a[i] *= scale;
}

struct error *mds_nonmetric(const struct matrix *distance, struct matrix *config,
                            const struct mds_opts *opts, struct report *report,
                            struct mds_descent *result)
{
    struct error *err = NULL;
    struct order_data data = {0};
    struct matrix given = {0};
    struct mds_objective stress1 = {.data = &data,
                                    .size = config->rows * config->cols,
                                    .least = MDS_ROUNDING,
                                    .at = stress1_at};
    struct mds_limits limits = {.max_iter = opts->max_iter, .eps = opts->eps};
    TRY(mds_pack(distance, &given));
    TRY(order_new(&data, &given, distance->rows, config->rows));
    mds_centre(config);
    TRY(mds_descend(&stress1, config->a, limits, opts, report, result));
    match_scale(&given, config, &data.target);
out:
    order_free(&data);
    matrix_free(&given);
    return err;
}
