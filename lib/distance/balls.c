#include "distance/balls.h"

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

static void enclose(struct balls *balls, const struct matrix *x, size_t height, size_t ball)
{
    size_t p = x->cols, first = ball * height, end = size_min(first + height, x->rows);
    double *centre = balls->centre.a + ball * p;
    for (size_t i = first; i < end; i++)
        for (size_t k = 0; k < p; k++)
            centre[k] += x->a[i * p + k] / (double)(end - first);
    for (size_t i = first; i < end; i++)
        balls->radius[ball] = fmax(balls->radius[ball], distance(centre, x->a + i * p, p));
}

struct error *balls_new(struct balls *balls, const struct matrix *x, size_t height)
{
    size_t count = (x->rows + height - 1) / height;
    *balls = (struct balls){0};
    struct error *err = matrix_new(&balls->centre, count, x->cols);
    if (err)
        return err;
    balls->radius = calloc(size_max(count, 1), sizeof *balls->radius);
    if (!balls->radius)
        return error_memory("a search for neighbours");
#pragma omp parallel for schedule(static)
    for (size_t ball = 0; ball < count; ball++)
        enclose(balls, x, height, ball);
    return NULL;
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
