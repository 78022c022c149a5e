#include "distance/search/balls.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

/* Far above what distances and radii can be off by, as shares of themselves. */
#define ROUNDING 1e-9

static double distance(const double *restrict a, const double *restrict b, size_t count)
{
    double squared = 0;
#pragma omp simd reduction(+ : squared)
    for (size_t k = 0; k < count; k++)
        squared += (a[k] - b[k]) * (a[k] - b[k]);
    return sqrt(squared);
}

void balls_enclose(struct balls *balls, size_t ball, const double *rows, size_t count)
{
    size_t p = balls->centre.cols;
    double *centre = balls->centre.a + ball * p, radius = 0;
    for (size_t k = 0; k < p; k++)
        centre[k] = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < p; k++)
            centre[k] += rows[i * p + k] / (double)count;
    for (size_t i = 0; i < count; i++)
        radius = fmax(radius, distance(centre, rows + i * p, p));
    balls->radius[ball] = radius;
}

struct error *balls_new(struct balls *balls, size_t count, size_t p)
{
    *balls = (struct balls){0};
    struct error *err = matrix_new(&balls->centre, count, p);
    if (err)
        return err;
    balls->radius = calloc(size_max(count, 1), sizeof *balls->radius);
    return balls->radius ? NULL : error_memory("a search for neighbours");
}

void balls_free(struct balls *balls)
{
    matrix_free(&balls->centre);
    free(balls->radius);
    *balls = (struct balls){0};
}

double balls_gap(const struct balls *balls, size_t a, size_t b)
{
    size_t p = balls->centre.cols;
    double between = distance(balls->centre.a + a * p, balls->centre.a + b * p, p);
    double reach = balls->radius[a] + balls->radius[b];
    return fmax(between - reach - ROUNDING * (between + reach), 0);
}
