#include "modes/walk.h"

#include "base/clones.h"

#include <math.h>
#include <string.h>

CLONED static void gaps_of_row(const struct walk *w, double end, size_t i, const double *restrict z,
                               double *restrict y, size_t width)
{
    const double *restrict own = z + i * width;
    memset(y, 0, width * sizeof *y);
    for (size_t e = w->k->start[i]; e < w->k->start[i + 1]; e++) {
        double value = w->k->value[e];
        const double *restrict other = z + w->k->col[e] * width;
#pragma omp simd
        for (size_t c = 0; c < width; c++)
            y[c] += value * (own[c] - end * other[c]);
    }
    for (size_t c = 0; c < width; c++)
        y[c] /= w->root[i];
}

struct error *walk_gaps(const struct walk *w, enum walk_end end, const struct matrix *x,
                        struct matrix *y)
{
    size_t n = x->rows, width = x->cols;
    struct matrix z;
    struct error *err = matrix_new(&z, n, width);
    if (err)
        return err;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < width; c++)
            z.a[i * width + c] = x->a[i * width + c] / w->root[i];
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < n; i++)
        gaps_of_row(w, end, i, z.a, y->a + i * width, width);
    matrix_free(&z);
    return NULL;
}

double walk_gap(const struct walk *w, enum walk_end end, const struct matrix *x, size_t column)
{
    double sum = 0, sign = end;
    for (size_t i = 0; i < x->rows; i++) {
        double own = x->a[i * x->cols + column] / w->root[i], of_row = 0;
        for (size_t e = w->k->start[i]; e < w->k->start[i + 1]; e++) {
            size_t j = w->k->col[e];
            double difference = own - sign * x->a[j * x->cols + column] / w->root[j];
            of_row += w->k->value[e] * difference * difference;
        }
        sum += of_row;
    }
    return sum / 2; /* every pair has been met twice */
}

double walk_least_eigenvalue(const struct walk *w)
{
    double least = 1;
    for (size_t i = 0; i < w->k->rows; i++)
        least = fmin(least, 2 * csr_at(w->k, i, i) / (w->root[i] * w->root[i]) - 1);
    return least;
}
