#include "phate/potential.h"

#include "matrix/check.h"

#include <math.h>

void potential_transform_row(double *row, size_t count, double gamma)
{
    double c = (1 - gamma) / 2; /* 1 for gamma -1: the power and the division change nothing */
    double zero = -log(PHATE_POTENTIAL_FLOOR); /* of most entries, where a few have them all */
    if (gamma == 1)
        for (size_t j = 0; j < count; j++)
            row[j] = row[j] == 0 ? zero : -log(row[j] + PHATE_POTENTIAL_FLOOR);
    else
        for (size_t j = 0; j < count; j++)
            row[j] = pow(row[j], c) / c;
}

double potential_of_zero(double gamma)
{
    double zero = 0;
    potential_transform_row(&zero, 1, gamma);
    return zero;
}

struct error *potential_transform(struct matrix *p, double gamma)
{
    struct error *err;
    TRY(matrix_check_operator(p));
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < p->rows; i++)
        potential_transform_row(p->a + i * p->cols, p->cols, gamma);
out:
    return err;
}
