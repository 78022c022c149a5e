/* Classical MDS (Torgerson 1952): of the double-centred squared distances B = -1/2 J D^2 J the
 * leading eigenvectors, each as long as the root of its eigenvalue. */
#include "mds_impl.h"

#include "size.h"

#include <lapacke.h>
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
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double d = i == j ? 0 : distance->a[i * n + j];
            b->a[i * n + j] = -0.5 * (d * d - mean[i] - mean[j] + total);
        }
    free(mean);
    return NULL;
}

/* The `count` largest eigenvalues of b, ascending, and their vectors as the columns of `vector`
 * (n x count). Destroys b. */
static struct error *leading_eigenpairs(struct matrix *b, size_t count, double *value,
                                        struct matrix *vector)
{
    lapack_int n = (lapack_int)b->rows, k = (lapack_int)count, found, info;
    lapack_int *support = calloc(2 * size_max(count, 1), sizeof *support);
    if (!support)
        return error_memory("classical MDS");
    /* The lower triangle by rows is the upper by columns: no transposed copy is made. */
    info = LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'I', 'U', n, b->a, n, 0, 0, n - k + 1, n, 0,
                          &found, value, vector->a, n, support);
    free(support);
    if (info != 0)
        return error_new("classical MDS: the eigensolver failed (dsyevr %d): the distances may "
                         "span too many orders of magnitude",
                         (int)info);
    return NULL;
}

struct error *mds_classical(const struct matrix *distance, struct matrix *config)
{
    struct error *err = NULL;
    size_t n = distance->rows, count = size_min(config->rows, n);
    struct matrix b = {0}, vector = {0};
    double *value = calloc(n, sizeof *value); /* dsyevr wants room for all n */
    if (!value)
        return error_memory("classical MDS");
    TRY(matrix_new(&b, n, n));
    TRY(matrix_new(&vector, count, n));
    TRY(double_centre(distance, &b));
    TRY(leading_eigenpairs(&b, count, value, &vector));
    for (size_t k = 0; k < count; k++) {
        size_t e = count - 1 - k;
        double length = sqrt(fmax(value[e], 0));
        for (size_t i = 0; i < n; i++)
            config->a[k * n + i] = length * vector.a[e * n + i];
    }
    TRY(mds_orient(config));
out:
    free(value);
    matrix_free(&b);
    matrix_free(&vector);
    return err;
}
