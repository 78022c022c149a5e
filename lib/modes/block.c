#include "modes/block.h"

#include "base/random.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct error *check_status(const char *routine, lapack_int status)
{
    return lapack_check("the modes of a walk", routine, status, "are the affinities finite?");
}

struct error *block_widen(struct matrix *x, size_t rows, size_t p, uint64_t *seed)
{
    struct matrix wide;
    struct error *err = matrix_new(&wide, rows, p);
    if (err)
        return err;
    for (size_t i = 0; i < rows; i++)
        for (size_t c = 0; c < p; c++)
            wide.a[i * p + c] =
                x->a && c < x->cols ? x->a[i * x->cols + c] : random_share(seed) - 0.5;
    matrix_free(x);
    *x = wide;
    return NULL;
}

/* Subtracts from the columns their parts along the resting vector. */
static void leave_rest(const struct walk *w, struct matrix *x, double *part)
{
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    double length = cblas_dnrm2(n, w->root, 1);
    cblas_dgemv(CblasRowMajor, CblasTrans, n, p, 1 / (length * length), x->a, p, w->root, 1, 0,
                part, 1);
    cblas_dger(CblasRowMajor, n, p, -1, w->root, 1, part, 1, x->a, p);
}

/* By Householder's reflections, of columns that may be dependent. */
static struct error *orthonormalise(struct matrix *x, double *room)
{
    struct error *err;
    lapack_int n = (lapack_int)x->rows, p = (lapack_int)x->cols;
    TRY(check_status("dgeqrf", LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, n, p, x->a, p, room)));
    TRY(check_status("dorgqr", LAPACKE_dorgqr(LAPACK_ROW_MAJOR, n, p, p, x->a, p, room)));
out:
    return err;
}

static void normalise_columns(struct matrix *x)
{
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    for (size_t c = 0; c < x->cols; c++)
        cblas_dscal(n, 1 / fmax(cblas_dnrm2(n, x->a + c, p), DBL_MIN), x->a + c, p);
}

/* ---- Ritz vectors ---- */

/* half = x' (I - end S) x and gram = x' x: their lower triangles. */
static struct error *project(const struct walk *w, enum walk_end end, const struct matrix *x,
                             struct matrix *half, struct matrix *gram)
{
    struct error *err;
    struct matrix gaps;
    size_t p = x->cols;
    blasint n = (blasint)x->rows, count = (blasint)p;
    TRY(matrix_new(&gaps, x->rows, p));
    TRY(walk_gaps(w, end, x, &gaps));
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, count, count, n, 1, x->a, count, gaps.a,
                count, 0, half->a, count);
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b < a; b++)
            half->a[a * p + b] = (half->a[b * p + a] + half->a[a * p + b]) / 2;
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, count, n, 1, x->a, count, 0, gram->a, count);
out:
    matrix_free(&gaps);
    return err;
}

/* half z = value gram z, with z' gram z = 1; the columns z replace half. Where the columns of x are
 * dependent, so that gram has no Cholesky factor, they are made orthonormal first. */
static struct error *solve(const struct walk *w, enum walk_end end, struct matrix *x,
                           struct matrix *half, double *value)
{
    struct error *err;
    struct matrix gram;
    lapack_int p = (lapack_int)x->cols;
    TRY(matrix_new(&gram, x->cols, x->cols));
    TRY(project(w, end, x, half, &gram));
    lapack_int status =
        LAPACKE_dsygvd(LAPACK_ROW_MAJOR, 1, 'V', 'L', p, half->a, p, gram.a, p, value);
    if (status > p) {
        TRY(orthonormalise(x, value));
        leave_rest(w, x, value);
        TRY(project(w, end, x, half, &gram));
        status = LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', p, half->a, p, value);
    }
    TRY(check_status("dsygvd", status));
out:
    matrix_free(&gram);
    return err;
}

static void rotate(struct matrix *x, const struct matrix *turn, struct matrix *turned)
{
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, p, p, 1, x->a, p, turn->a, p, 0,
                turned->a, p);
    struct matrix swap = *x;
    *x = *turned;
    *turned = swap;
}

struct error *block_ritz(const struct walk *w, enum walk_end end, struct matrix *x, double *gap)
{
    struct error *err;
    struct matrix half = {0}, turned = {0};
    TRY(matrix_new(&half, x->cols, x->cols));
    TRY(matrix_new(&turned, x->rows, x->cols));
    leave_rest(w, x, gap);
    normalise_columns(x);
    TRY(solve(w, end, x, &half, gap));
    rotate(x, &half, &turned);
out:
    matrix_free(&half);
    matrix_free(&turned);
    return err;
}

struct error *block_distances(const struct matrix *before, size_t count, const struct matrix *x,
                              double *distance)
{
    struct error *err;
    struct matrix part = {0}, outside = {0};
    blasint n = (blasint)x->rows, p = (blasint)x->cols, b = (blasint)before->cols,
            m = (blasint)count;
    TRY(matrix_new(&part, x->cols, count));
    TRY(matrix_new(&outside, x->rows, count));
    for (size_t i = 0; i < x->rows; i++)
        memcpy(outside.a + i * count, before->a + i * before->cols, count * sizeof *outside.a);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, p, m, n, 1, x->a, p, before->a, b, 0,
                part.a, m);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, m, p, -1, x->a, p, part.a, m, 1,
                outside.a, m);
    for (size_t c = 0; c < count; c++)
        distance[c] = cblas_dnrm2(n, outside.a + c, m);
out:
    matrix_free(&part);
    matrix_free(&outside);
    return err;
}
