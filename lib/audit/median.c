#include "audit/median.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double audit_median(double *x, size_t count, size_t *known)
{
    *known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(x[i]))
            x[(*known)++] = x[i];
    if (*known == 0)
        return NAN;
    qsort(x, *known, sizeof *x, by_value);
    return x[(*known - 1) / 2];
}
