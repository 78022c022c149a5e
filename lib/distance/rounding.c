#include "distance/rounding.h"

#include "base/size.h"

#include <math.h>

static double largest_finite(const struct matrix *d)
{
    double most = 0;
    size_t count = d->rows * d->cols;
#pragma omp parallel for reduction(max : most) schedule(static)
    for (size_t i = 0; i < count; i++)
        most = d->a[i] > most && isfinite(d->a[i]) ? d->a[i] : most;
    return most;
}

/* Where both sides of the diagonal are equal but for rounding, they become the lower one. */
static void round_pair(double *lower, double *upper, double rounded)
{
    if (!(fabs(*lower - *upper) <= rounded))
        return;
    if (*lower < 0 && *lower >= -rounded)
        *lower = 0;
    *upper = *lower;
}

void distance_round(struct matrix *d)
{
    enum { TILE = 64 }; /* a tile and its mirror image fit the L2 cache */
    size_t n = d->rows;
    if (n != d->cols)
        return;
    double rounded = DISTANCE_ROUNDED * largest_finite(d);
#pragma omp parallel for schedule(dynamic)
    for (size_t top = 0; top < n; top += TILE)
        for (size_t left = 0; left <= top; left += TILE)
            for (size_t i = top; i < size_min(top + TILE, n); i++)
                for (size_t j = left; j < size_min(left + TILE, i); j++)
                    round_pair(&d->a[i * n + j], &d->a[j * n + i], rounded);
    for (size_t i = 0; i < n; i++)
        if (fabs(d->a[i * n + i]) <= rounded)
            d->a[i * n + i] = 0;
}
