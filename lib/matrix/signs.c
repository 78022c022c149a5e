#include "matrix/signs.h"

#include <math.h>
#include <stdbool.h>

/* A sum of cubes below this share of the sum of their absolute values counts as 0. */
#define BALANCE 1e-6

static bool points_backwards(const double *x, size_t n)
{
    double cubes = 0, size = 0, farthest = 0;
    for (size_t i = 0; i < n; i++) {
        cubes += x[i] * x[i] * x[i];
        size += fabs(x[i] * x[i] * x[i]);
        if (fabs(x[i]) > fabs(farthest) * (1 + BALANCE))
            farthest = x[i];
    }
    return fabs(cubes) > BALANCE * size ? cubes < 0 : farthest < 0;
}

void signs_fix(struct matrix *config)
{
    size_t n = config->cols;
    for (size_t k = 0; k < config->rows; k++) {
        double *x = config->a + k * n;
        if (points_backwards(x, n))
            for (size_t i = 0; i < n; i++)
                x[i] = -x[i];
    }
}
