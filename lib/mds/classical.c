/* Classical MDS (Torgerson 1952): of the double-centred squared distances B = -1/2 J D^2 J the
 * leading eigenvectors, each as long as the root of its eigenvalue. */
#include "mds/impl.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

/* B into the lower triangle of b. */
static struct error *double_centre(const struct matrix *distance, struct matrix *b)
{
    size_t n = distance->rows;
    double total = 0;
    double *mean = calloc(n, sizeof *mean);
    if (!mean)
        return error_memory("classical MDS");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double square = distance->a[i * n + j] * distance->a[i * n + j] / (double)n;
            mean[i] += square;
            mean[j] += square;
        }
    for (size_t i = 0; i < n; i++)
        total += mean[i] / (double)n;
#pragma omp parallel for schedule(dynamic, 16) if (n >= MDS_PARALLEL)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double d = i == j ? 0 : distance->a[i * n + j];
            b->a[i * n + j] = -0.5 * (d * d - mean[i] - mean[j] + total);
        }
    free(mean);
    return NULL;
}

struct error *mds_classical(const struct matrix *distance, struct matrix *config)
{
    struct error *err = NULL;
    size_t n = distance->rows, count = size_min(config->rows, n);
    struct matrix b = {0}, vector = {0};
    double *value = calloc(size_max(count, 1), sizeof *value);
    if (!value)
        return error_memory("classical MDS");
    TRY(matrix_new(&b, n, n));
    TRY(matrix_new(&vector, count, n));
    TRY(double_centre(distance, &b));
    TRY(mds_leading_eigenpairs(&b, value, &vector));
    for (size_t k = 0; k < count; k++) {
        double length = sqrt(fmax(value[k], 0));
        for (size_t i = 0; i < n; i++)
            config->a[k * n + i] = length * vector.a[k * n + i];
    }
    TRY(mds_orient(config));
out:
    free(value);
    matrix_free(&b);
    matrix_free(&vector);
    return err;
}
