#include "distance/medoids.h"

#include "base/size.h"

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

/* Points by the thousand, and the means of their groups. */
struct work {
    const struct row_source *points;
    const size_t *group;
    struct matrix rows, mean; /* mean: groups x p */
    double *size, *cost;      /* of each group; of each point */
};

typedef void use_rows(struct work *w, size_t first, size_t count);

static struct error *use_all_rows(struct work *w, use_rows *use)
{
    struct error *err = NULL;
    for (size_t first = 0, count; first < w->points->rows; first += count) {
        count = size_min(w->rows.rows, w->points->rows - first);
        TRY(row_source_read(w->points, first, count, w->rows.a));
        use(w, first, count);
    }
out:
    return err;
}

static void add_to_means(struct work *w, size_t first, size_t count)
{
    size_t p = w->mean.cols;
    for (size_t i = 0; i < count; i++) {
        size_t g = w->group[first + i];
        w->size[g]++;
        for (size_t k = 0; k < p; k++)
            w->mean.a[g * p + k] += w->rows.a[i * p + k];
    }
}

static double squared(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
}

static void find_costs(struct work *w, size_t first, size_t count)
{
    size_t p = w->mean.cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        w->cost[first + i] = squared(w->rows.a + i * p, w->mean.a + w->group[first + i] * p, p);
}

static struct error *work_begin(struct work *w, size_t groups)
{
    struct error *err;
    size_t n = w->points->rows, p = w->points->cols;
    w->size = calloc(groups, sizeof *w->size);
    w->cost = calloc(n, sizeof *w->cost);
    if (!w->size || !w->cost)
        TRY(error_memory("medoids"));
    TRY(matrix_new(&w->mean, groups, p));
    TRY(matrix_new(&w->rows, size_min(row_source_step(w->points), n), p));
out:
    return err;
}

struct error *medoids_of_points(const struct row_source *points, const size_t *group, size_t groups,
                                size_t *medoid)
{
    struct error *err;
    struct work w = {.points = points, .group = group};
    TRY(work_begin(&w, groups));
    TRY(use_all_rows(&w, add_to_means));
    for (size_t e = 0; e < groups * points->cols; e++)
        w.mean.a[e] /= w.size[e / points->cols];
    TRY(use_all_rows(&w, find_costs));
    take_least(w.cost, group, points->rows, groups, medoid);
out:
    free(w.size);
    free(w.cost);
    matrix_free(&w.mean);
    matrix_free(&w.rows);
    return err;
}
