#include "matrix/eigenvalues.h"

#include "matrix/band_order.h"
#include "matrix/blas.h"
#include "matrix/lapack.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* A band wider than this is reduced faster by blocks of Householder vectors than by single
 * rotations. */
enum { ROTATED_MAX = 64 };
/* From so many rows on a dense matrix is first reduced to a band: dsyevd multiplies by the whole
 * matrix for each row, which runs at the memory's speed when the matrix exceeds the caches. With 2
 * threads dsyevd takes 0.22 s for 2,000 rows, by way of a band 0.26; for 3,000 1.05 and 0.81, 5,000
 * 5.8 and 3.5. */
enum { BY_BAND_ROWS = 2400, BAND = 32 };

/* LAPACK's first stage from dense to tridiagonal (Haidar, Ltaief and Dongarra 2011), which LAPACKE
 * does not offer. dsyevd_2stage calls it with bands of 16, which takes 4.0 s for 5,000 rows where
 * bands of 32 take 2.5. */
#define dsytrd_sy2sb LAPACK_GLOBAL(dsytrd_sy2sb, DSYTRD_SY2SB)
void dsytrd_sy2sb(const char *uplo, const lapack_int *n, const lapack_int *kd, double *a,
                  const lapack_int *lda, double *ab, const lapack_int *ldab, double *tau,
                  double *work, const lapack_int *lwork, lapack_int *info, size_t uplo_length);

static struct error *check_status(const char *routine, lapack_int status)
{
    return lapack_check("spectrum", routine, status, "is the matrix finite?");
}

/* LAPACK sees rows as columns, and the upper triangle as its lower one. */
static struct error *band_eigenvalues(double *band, size_t rows, size_t half_width, double *values)
{
    lapack_int n = (lapack_int)rows, kd = (lapack_int)half_width, ldab = kd + 1, status;
    double none;                   /* eigenvectors are not computed */
    size_t threads = blas_split(); /* all calls are small, and threads would wait for each other */
    if (half_width > ROTATED_MAX)
        status =
            LAPACKE_dsbevd_2stage(LAPACK_COL_MAJOR, 'N', 'L', n, kd, band, ldab, values, &none, 1);
    else
        status = LAPACKE_dsbevd(LAPACK_COL_MAJOR, 'N', 'L', n, kd, band, ldab, values, &none, 1);
    blas_rejoin(threads);
    return check_status("dsbevd", status);
}

/* Reduces m to a band by an orthogonal similarity. */
static struct error *reduce_to_band(struct matrix *m, double *band)
{
    struct error *err = NULL;
    lapack_int n = (lapack_int)m->rows, kd = BAND, ldab = kd + 1, info, query = -1;
    double size, *work = NULL, *tau = malloc(m->rows * sizeof *tau);
    dsytrd_sy2sb("L", &n, &kd, m->a, &n, band, &ldab, tau, &size, &query, &info, 1);
    lapack_int length = (lapack_int)size;
    work = malloc((size_t)length * sizeof *work);
    if (!tau || !work) {
        err = error_memory("the spectrum of an operator");
        goto out;
    }
    dsytrd_sy2sb("L", &n, &kd, m->a, &n, band, &ldab, tau, work, &length, &info, 1);
    err = check_status("dsytrd_sy2sb", info);
out:
    free(tau);
    free(work);
    return err;
}

static struct error *eigenvalues_by_band(struct matrix *m, double *values)
{
    struct error *err;
    struct matrix band;
    TRY(matrix_new(&band, m->rows, BAND + 1));
    TRY(reduce_to_band(m, band.a));
    TRY(band_eigenvalues(band.a, m->rows, BAND, values));
out:
    matrix_free(&band);
    return err;
}

struct error *eigenvalues_symmetric(struct matrix *m, double *values)
{
    lapack_int n = (lapack_int)m->rows;
    if (m->rows >= BY_BAND_ROWS)
        return eigenvalues_by_band(m, values);
    return check_status("dsyevd", LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'L', n, m->a, n, values));
}

struct error *eigenvalues_triangle(struct triangle *s, double *values)
{
    if (s->stride < s->rows)
        return band_eigenvalues(s->a, s->rows, s->half_width, values);
    return eigenvalues_symmetric(&(struct matrix){s->a, s->rows, s->rows}, values);
}

struct error *eigenvalues_sparse(const struct csr *m, double *values)
{
    struct error *err;
    struct triangle s;
    TRY(triangle_new(&s, m->rows, band_order_half_width(m)));
    for (size_t i = 0; i < m->rows; i++)
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++)
            if (m->col[e] >= i)
                triangle_row(&s, i)[m->col[e]] = m->value[e];
    TRY(eigenvalues_triangle(&s, values));
out:
    triangle_free(&s);
    return err;
}

struct error *eigenvalues_general(struct matrix *m, double *values)
{
    lapack_int n = (lapack_int)m->rows;
    double *imaginary = malloc(m->rows * sizeof *imaginary);
    if (!imaginary)
        return error_memory("the spectrum of an operator");
    lapack_int status =
        LAPACKE_dgeev(LAPACK_COL_MAJOR, 'N', 'N', n, m->a, n, values, imaginary, NULL, 1, NULL, 1);
    for (size_t i = 0; i < m->rows; i++)
        values[i] = hypot(values[i], imaginary[i]);
    free(imaginary);
    return check_status("dgeev", status);
}
