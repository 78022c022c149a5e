/* Weighted raw stress, sum W_ij (D_ij - r_ij)^2 over the pairs.
 *
 * The Guttman transform is x^ = V+ g, where g is what the pairs pull, g_i = sum_j W_ij D_ij (x_i -
 * x_j) / r_ij, and V the Laplacian of the weights (Borg and Groenen 2005, eq. 8.26); the gradient
 * is 2 (V x - g). For centred points V may be replaced by V + c 11' = L L', which is definite where
 * the weights join all points. In the stretched configuration z = L' x the gradient is 2 (z - L^-1
 * g), and z^ = L^-1 g: as plain as without weights, so the same descent serves.
 *
 * With masses, W_ij = m_i m_j, V is M diag(m) - m m', M the sum of the masses; for points centred
 * by mass it may be replaced by V + m m', so that L is diagonal: L_ii^2 = M m_i. */
#include "mds/impl.h"

#include "matrix/lapack.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

#define LEAST_PIVOT 1e-12 /* of the Cholesky factor, by the entry that it comes from */

/* V + c 11', c such that the new eigenvalue is like the others, in both triangles. */
static struct error *laplacian(const struct matrix *weight, struct matrix *v)
{
    size_t n = weight->rows;
    double total = 0;
    struct error *err = matrix_new(v, n, n);
    if (err)
        return err;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double w = weight->a[i * n + j];
            v->a[i * n + i] += w;
            v->a[j * n + j] += w;
            v->a[i * n + j] = v->a[j * n + i] = -w;
            total += 2 * w;
        }
    for (size_t e = 0; e < n * n; e++)
        v->a[e] += total / ((double)n * (double)n);
    return NULL;
}

/* In place, V by L in what is the lower triangle by columns. False where a point's share in V that
 * those before it do not explain is next to rounding. */
static struct error *factorise(struct matrix *v, bool *definite)
{
    size_t n = v->rows;
    double *diagonal = calloc(n, sizeof *diagonal);
    if (!diagonal)
        return error_memory("the weights of MDS");
    for (size_t i = 0; i < n; i++)
        diagonal[i] = v->a[i * n + i];
    lapack_int info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', (lapack_int)n, v->a, (lapack_int)n);
    *definite = info <= 0;
    for (size_t i = 0; i < n && *definite; i++)
        *definite = v->a[i * n + i] * v->a[i * n + i] > LEAST_PIVOT * diagonal[i];
    free(diagonal);
    return lapack_check("the weights of MDS", "dpotrf", info < 0 ? info : 0,
                        "check that they are finite");
}

struct error *mds_weights_new(struct mds_weights *weights, const struct matrix *weight)
{
    struct error *err = NULL;
    bool definite = false;
    *weights = (struct mds_weights){0};
    TRY(mds_pack(weight, &weights->packed));
    TRY(laplacian(weight, &weights->factor));
    TRY(factorise(&weights->factor, &definite));
    if (!definite)
        TRY(error_new(
            "weight matrix: the smallest weights vanish beside the largest, which leaves groups of "
            "snapshots without a weight between them: give weights of less different sizes"));
out:
    return err;
}

struct error *mds_weights_of_masses(struct mds_weights *weights, const double *mass, size_t n)
{
    double total = 0;
    *weights = (struct mds_weights){0};
    struct error *err = matrix_new(&weights->factor, 1, n);
    if (err)
        return err;
    for (size_t i = 0; i < n; i++)
        total += mass[i];
    for (size_t i = 0; i < n; i++)
        weights->factor.a[i] = sqrt(total * mass[i]);
    return NULL;
}

void mds_weights_free(struct mds_weights *weights)
{
    matrix_free(&weights->packed);
    matrix_free(&weights->factor);
}

static bool is_diagonal(const struct mds_weights *weights)
{
    return weights->factor.rows == 1;
}

static void divide(const struct mds_weights *weights, struct matrix *config)
{
    for (size_t k = 0; k < config->rows; k++)
        for (size_t i = 0; i < config->cols; i++)
            config->a[k * config->cols + i] /= weights->factor.a[i];
}

/* By columns, as dpotrf was told, a configuration of dims x n is n x dims, and L is the lower
 * triangle. */

void mds_weights_stretch(const struct mds_weights *weights, struct matrix *config)
{
    int n = (int)config->cols, dims = (int)config->rows;
    for (size_t k = 0; k < config->rows && is_diagonal(weights); k++)
        for (size_t i = 0; i < config->cols; i++)
            config->a[k * config->cols + i] *= weights->factor.a[i];
    if (is_diagonal(weights))
        return;
    cblas_dtrmm(CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, n, dims, 1,
                weights->factor.a, n, config->a, n);
}

void mds_weights_unstretch(const struct mds_weights *weights, struct matrix *config)
{
    int n = (int)config->cols, dims = (int)config->rows;
    if (is_diagonal(weights)) {
        divide(weights, config);
        return;
    }
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, n, dims, 1,
                weights->factor.a, n, config->a, n);
}

void mds_weights_stretch_pull(const struct mds_weights *weights, struct matrix *pull)
{
    int n = (int)pull->cols, dims = (int)pull->rows;
    if (is_diagonal(weights)) {
        divide(weights, pull);
        return;
    }
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, dims, 1,
                weights->factor.a, n, pull->a, n);
}
