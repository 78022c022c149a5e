/* The pose of a configuration, which distances leave open: centre, axes, signs. */
#include "mds/impl.h"

#include "matrix/lapack.h"
#include "matrix/signs.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

void mds_centre(struct matrix *config)
{
    size_t n = config->cols;
    for (size_t k = 0; k < config->rows; k++) {
        double *x = config->a + k * n, mean = 0;
        for (size_t i = 0; i < n; i++)
            mean += x[i] / (double)n;
        for (size_t i = 0; i < n; i++)
            x[i] -= mean;
    }
}

/* The scatter matrix (dims x dims) of a centred configuration. */
static void scatter_matrix(const struct matrix *config, struct matrix *scatter)
{
    size_t n = config->cols, dims = config->rows;
    for (size_t k = 0; k < dims; k++)
        for (size_t l = 0; l < dims; l++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += config->a[k * n + i] * config->a[l * n + i];
            scatter->a[k * dims + l] = sum;
        }
}

/* axes: one per column, by ascending variance. */
static void turn_to_axes(struct matrix *config, const struct matrix *axes, double *point)
{
    size_t n = config->cols, dims = config->rows;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < dims; k++)
            point[k] = config->a[k * n + i];
        for (size_t k = 0; k < dims; k++) {
            double sum = 0;
            for (size_t l = 0; l < dims; l++)
                sum += axes->a[l * dims + dims - 1 - k] * point[l];
            config->a[k * n + i] = sum;
        }
    }
}

struct error *mds_orient(struct matrix *config)
{
    struct error *err = NULL;
    size_t dims = config->rows;
    struct matrix axes = {0};
    double *work = calloc(dims, sizeof *work);
    lapack_int info;
    if (!work)
        return error_memory("the principal axes");
    TRY(matrix_new(&axes, dims, dims));
    mds_centre(config);
    scatter_matrix(config, &axes);
    info =
        LAPACKE_dsyev(LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int)dims, axes.a, (lapack_int)dims, work);
    TRY(lapack_check("the principal axes", "dsyev", info,
                     "check that the distances span fewer orders of magnitude"));
    turn_to_axes(config, &axes, work);
    signs_fix(config);
out:
    free(work);
    matrix_free(&axes);
    return err;
}
