#include "diffusion.h"

#include "check.h"
#include "equalrows.h"
#include "lapack.h"
#include "size.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Divides every row by its sum. */
static void normalise_rows(struct matrix *m)
{
    for (size_t i = 0; i < m->rows; i++) {
        double sum = matrix_row_sum(m, i);
        for (size_t j = 0; j < m->cols; j++)
            m->a[i * m->cols + j] /= sum;
    }
}

struct error *diffusion_from_affinity(struct diffusion *d, struct matrix *m)
{
    struct error *err;
    *d = (struct diffusion){.m = *m};
    *m = (struct matrix){0};
    size_t n = d->m.rows;
    TRY(matrix_check(&d->m, CHECK_SYMMETRIC | CHECK_NONNEGATIVE, "affinity"));
    d->degree = malloc(n * sizeof *d->degree);
    if (!d->degree) {
        err = error_memory("the degrees of an affinity");
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        d->degree[i] = matrix_row_sum(&d->m, i);
        if (d->degree[i] == 0)
            d->degree[i] = d->m.a[i * n + i] = 1;
        if (!isfinite(d->degree[i])) {
            err = error_new("affinity matrix: row %zu: its sum overflows: scale the affinities", i);
            goto out;
        }
    }
    TRY(components_find(&d->components, &d->m));
out:
    if (err)
        diffusion_free(d);
    return err;
}

struct error *diffusion_from_operator(struct diffusion *d, struct matrix *m)
{
    struct error *err;
    *d = (struct diffusion){.m = *m, .is_operator = true};
    *m = (struct matrix){0};
    TRY(operator_check(&d->m));
    normalise_rows(&d->m); /* what single precision leaves of 1 would grow with the power */
    TRY(components_find(&d->components, &d->m));
out:
    if (err)
        diffusion_free(d);
    return err;
}

void diffusion_free(struct diffusion *d)
{
    matrix_free(&d->m);
    components_free(&d->components);
    free(d->degree);
    *d = (struct diffusion){0};
}

/* ---- one component ---- */

/* Degrees of a component's rows, in order. */
static double degree_of(const struct diffusion *d, size_t component, size_t i)
{
    return d->degree[d->components.member[d->components.start[component] + i]];
}

/* K becomes S = D^-1/2 K D^-1/2, which is symmetric and similar to P. */
static void make_conjugate(const struct diffusion *d, size_t component, struct matrix *block)
{
    size_t n = block->rows;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            block->a[i * n + j] /=
                sqrt(degree_of(d, component, i)) * sqrt(degree_of(d, component, j));
}

/* S^t becomes P^t = D^-1/2 S^t D^1/2. */
static void undo_conjugate(const struct diffusion *d, size_t component, struct matrix *block)
{
    size_t n = block->rows;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            block->a[i * n + j] *= sqrt(degree_of(d, component, j) / degree_of(d, component, i));
}

static struct error *check_status(const char *routine, lapack_int status)
{
    return lapack_check("spectrum", routine, status, "is the matrix finite?");
}

/* Eigenvalues of a symmetric matrix, which is overwritten. */
static struct error *symmetric_eigenvalues(struct matrix *m, double *values)
{
    lapack_int n = (lapack_int)m->rows;
    lapack_int status = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', n, m->a, n, values);
    return check_status("dsyevd", status);
}

/* Singular values of P through the eigenvalues of PP': one dsyrk and no singular vectors. The
 * small ones lose digits (to 1e-8 of the largest), and count for nothing in an entropy. */
static struct error *singular_values(const struct matrix *p, double *values)
{
    struct error *err;
    struct matrix product;
    blasint n = (blasint)p->rows;
    TRY(matrix_new(&product, p->rows, p->rows));
    /* The lower triangle by rows is the upper one by columns, which is what LAPACK is told. */
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, n, n, 1, p->a, n, 0, product.a, n);
    TRY(symmetric_eigenvalues(&product, values));
    for (size_t i = 0; i < p->rows; i++)
        values[i] = sqrt(fmax(values[i], 0));
out:
    matrix_free(&product);
    return err;
}

/* Absolute eigenvalues of any square matrix, which is overwritten. */
static struct error *general_eigenvalues(struct matrix *m, double *values)
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

static struct error *component_spectrum(const struct diffusion *d, size_t component,
                                        enum spectrum which, double *values)
{
    struct error *err;
    struct matrix block;
    TRY(components_gather(&d->components, component, &d->m, &block));
    if (which == SPECTRUM_SINGULAR) {
        if (!d->is_operator)
            normalise_rows(&block);
        TRY(singular_values(&block, values));
    } else if (d->is_operator) {
        TRY(general_eigenvalues(&block, values));
    } else {
        make_conjugate(d, component, &block);
        TRY(symmetric_eigenvalues(&block, values));
        for (size_t i = 0; i < block.rows; i++)
            values[i] = fabs(values[i]);
    }
out:
    matrix_free(&block);
    return err;
}

struct error *diffusion_spectrum(const struct diffusion *d, enum spectrum which, double *values)
{
    struct error *err = NULL;
    for (size_t c = 0; c < d->components.count; c++)
        TRY(component_spectrum(d, c, which, values + d->components.start[c]));
out:
    return err;
}

/* ---- powers ---- */

static void exchange(struct matrix *a, struct matrix *b)
{
    struct matrix t = *a;
    *a = *b;
    *b = t;
}

/* to = x x; of a symmetric x half the work. */
static void square(const struct matrix *x, bool symmetric, struct matrix *to)
{
    blasint n = (blasint)x->rows;
    if (symmetric) {
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, n, n, 1, x->a, n, 0, to->a, n);
        matrix_mirror_lower(to);
    } else {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, x->a, n, x->a, n, 0,
                    to->a, n);
    }
}

/* base becomes base^t by repeated squaring, from t's leading bit down. Powers of a symmetric
 * matrix commute, so that each is symmetric. */
static struct error *raise_to(struct matrix *base, size_t t, bool symmetric)
{
    struct error *err;
    size_t n = base->rows;
    struct matrix power = {0}, next = {0};
    if (t == 1)
        return NULL;
    TRY(matrix_new(&power, n, n));
    TRY(matrix_new(&next, n, n));
    memcpy(power.a, base->a, n * n * sizeof *power.a);
    size_t bit = 1;
    while (bit <= t / 2)
        bit *= 2;
    for (bit /= 2; bit > 0; bit /= 2) {
        square(&power, symmetric, &next);
        exchange(&power, &next);
        if (t & bit) {
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)n, (blasint)n,
                        (blasint)n, 1, power.a, (blasint)n, base->a, (blasint)n, 0, next.a,
                        (blasint)n);
            exchange(&power, &next);
        }
    }
    exchange(base, &power);
out:
    matrix_free(&power);
    matrix_free(&next);
    return err;
}

struct error *diffusion_power(struct diffusion *d, size_t t, struct matrix *power)
{
    struct error *err;
    struct matrix block = {0};
    size_t *first = malloc(d->m.rows * sizeof *first);
    if (!first) {
        err = error_memory("the power of an operator");
        goto out;
    }
    TRY(equalrows_find(&d->m, first));
    for (size_t c = 0; c < d->components.count; c++) {
        TRY(components_gather(&d->components, c, &d->m, &block));
        if (d->is_operator) {
            TRY(raise_to(&block, t, false));
        } else if (t > 1) {
            make_conjugate(d, c, &block);
            TRY(raise_to(&block, t, true));
            undo_conjugate(d, c, &block);
        }
        normalise_rows(&block); /* K becomes P; of a power, rounding has grown with t */
        components_scatter(&d->components, c, &block, &d->m);
        matrix_free(&block);
    }
    equalrows_copy(&d->m, first); /* as rows of P are equal, so are those of its powers */
    *power = d->m;
    d->m = (struct matrix){0};
out:
    free(first);
    matrix_free(&block);
    diffusion_free(d);
    return err;
}
