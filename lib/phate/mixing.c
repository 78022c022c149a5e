#include "phate/mixing.h"

#include "base/size.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#define ROUNDING 1e-10 /* a smaller distance comes from rounding as much as from the walk */

/* The rows of one component, each divided by its sum. */
struct block {
    const struct matrix *p;
    const size_t *member;
    size_t size;
};

static double entry(const struct block *b, const double *sum, size_t i, size_t j)
{
    return b->p->a[b->member[i] * b->p->cols + b->member[j]] / sum[b->member[i]];
}

static bool has_equal_rows(const struct block *b, const double *sum)
{
    for (size_t i = 1; i < b->size; i++)
        for (size_t j = 0; j < b->size; j++)
            if (entry(b, sum, i, j) != entry(b, sum, 0, j))
                return false;
    return true;
}

/* The mean row, in the order of the members. */
static void find_mean(const struct block *b, const double *sum, double *mean)
{
    for (size_t j = 0; j < b->size; j++)
        mean[j] = 0;
    for (size_t i = 0; i < b->size; i++)
        for (size_t j = 0; j < b->size; j++)
            mean[j] += entry(b, sum, i, j) / (double)b->size;
}

static double block_distance(const struct block *b, const double *sum, double *mean)
{
    double farthest = 0;
    if (has_equal_rows(b, sum))
        return 0;
    find_mean(b, sum, mean);
#pragma omp parallel for schedule(static) reduction(max : farthest)
    for (size_t i = 0; i < b->size; i++) {
        double apart = 0;
        for (size_t j = 0; j < b->size; j++)
            apart += fabs(entry(b, sum, i, j) - mean[j]);
        farthest = fmax(farthest, apart / 2);
    }
    return farthest;
}

struct error *mixing_distances(const struct matrix *p, const struct components *c, double *distance)
{
    double *sum = malloc(p->rows * sizeof *sum), *mean = malloc(p->rows * sizeof *mean);
    struct error *err = sum && mean ? NULL : error_memory("the mixing of an operator");
    for (size_t i = 0; !err && i < p->rows; i++)
        sum[i] = matrix_row_sum(p, i);
    for (size_t i = 0; !err && i < c->count; i++) {
        struct block b = {p, c->member + c->start[i], components_size(c, i)};
        distance[i] = block_distance(&b, sum, mean);
    }
    free(sum);
    free(mean);
    return err;
}

/* An entry is a sum of as many products as there are rows. Measured, on graphs of up to 1,500 rows
 * and up to 10^7 steps: a thirtieth of this, and of few rows 2e-16. */
double mixing_rounding(size_t rows)
{
    return (double)size_max(rows, 16) * DBL_EPSILON;
}

void mixing_level(struct matrix *p, const struct components *c, size_t index)
{
    const size_t *member = c->member + c->start[index];
    size_t size = components_size(c, index);
    for (size_t i = 1; i < size; i++)
        for (size_t j = 0; j < size; j++)
            p->a[member[i] * p->cols + member[j]] = p->a[member[0] * p->cols + member[j]];
}

/* With d(t) the largest total variation distance between any two rows of P^t, d(q s) <= d(s)^q, and
 * d(t) falls with t (Levin, Peres, Wilmer 2009, section 4.4). So where d(t), which is at least the
 * mixing distance, is at least 2^-q, d(s) is at least 1/2 after s = t / q steps, and the mixing
 * distance at least half of that. Where no s is left, that of a single step has been measured. */
static size_t find_shorter(double first, double distance, size_t t)
{
    size_t s = distance < ROUNDING ? 0 : t / (size_t)ceil(-log2(distance));
    return s == 0 && t > 1 && distance >= ROUNDING && first >= MIXING_MIXED ? 1 : s;
}

struct mixing mixing_judge(const struct components *c, const double *first, const double *distance,
                           size_t t)
{
    struct mixing m = {0};
    for (size_t i = 0; i < c->count; i++) {
        if (components_size(c, i) <= 2 || first[i] == 0 || distance[i] >= MIXING_MIXED)
            continue;
        size_t shorter = find_shorter(first[i], distance[i], t);
        m.shorter = m.mixed++ ? size_min(m.shorter, shorter) : shorter;
        m.distance = fmax(m.distance, distance[i]);
        m.mixed_at_once = m.mixed_at_once || first[i] < MIXING_MIXED;
    }
    return m;
}
