#include "diffusion.h"

#include "check.h"
#include "equalrows.h"
#include "lapack.h"
#include "power.h"
#include "size.h"

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
    matrix_free(&d->power);
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

/* Eigenvalues of a symmetric matrix, which is overwritten. Reduction by way of a band spares the
 * large ones dsymv, which runs at the memory's speed. */
static struct error *symmetric_eigenvalues(struct matrix *m, double *values)
{
    enum { LARGE = 1500 };
    lapack_int n = (lapack_int)m->rows;
    if (n < LARGE)
        return check_status("dsyevd",
                            LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', n, m->a, n, values));
    return check_status("dsyevd_2stage",
                        LAPACKE_dsyevd_2stage(LAPACK_COL_MAJOR, 'N', 'U', n, m->a, n, values));
}

/* Singular values of P through the eigenvalues of PP': one product and no singular vectors. The
 * small ones lose digits (to 1e-8 of the largest), and count for nothing in an entropy. */
static struct error *singular_values(const struct matrix *p, double *values)
{
    struct error *err;
    struct matrix product;
    TRY(power_outer(p, &product));
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

/* A component's K or P, made ready to be raised. */
static struct error *gather_base(const struct diffusion *d, size_t component, struct matrix *block)
{
    struct error *err = components_gather(&d->components, component, &d->m, block);
    if (!err && !d->is_operator)
        make_conjugate(d, component, block);
    return err;
}

/* A component's power t > 1, of an affinity the conjugate's. From the power already reached, with
 * t = q reached + r, it is that one's q-th times the r-th. */
static struct error *component_power(const struct diffusion *d, size_t component, size_t t,
                                     struct matrix *block)
{
    struct error *err;
    struct matrix rest = {0};
    *block = (struct matrix){0};
    if (d->reached == 0) {
        TRY(gather_base(d, component, block));
        TRY(power_raise(block, t, !d->is_operator));
        return NULL;
    }
    TRY(components_gather(&d->components, component, &d->power, block));
    TRY(power_raise(block, t / d->reached, !d->is_operator));
    if (t % d->reached > 0) {
        TRY(gather_base(d, component, &rest));
        TRY(power_raise(&rest, t % d->reached, !d->is_operator));
        TRY(power_multiply(block, &rest, !d->is_operator)); /* of one matrix: they commute */
    }
out:
    matrix_free(&rest);
    return err;
}

/* A component's P^t; it is kept in d->power where that is there. */
static struct error *component_operator(struct diffusion *d, size_t component, size_t t,
                                        struct matrix *block)
{
    struct error *err;
    if (t == 1) {
        TRY(components_gather(&d->components, component, &d->m, block));
    } else {
        TRY(component_power(d, component, t, block));
        if (d->power.a)
            components_scatter(&d->components, component, block, &d->power);
        if (!d->is_operator)
            undo_conjugate(d, component, block);
    }
    normalise_rows(block); /* K becomes P; of a power, rounding has grown with t */
out:
    return err;
}

/* P^t of all components into `to`, which may be d->m. */
static struct error *raise_components(struct diffusion *d, size_t t, struct matrix *to)
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
        TRY(component_operator(d, c, t, &block));
        components_scatter(&d->components, c, &block, to);
        matrix_free(&block);
    }
    equalrows_copy(to, first); /* as rows of P are equal, so are those of its powers */
out:
    free(first);
    matrix_free(&block);
    return err;
}

struct error *diffusion_power(struct diffusion *d, size_t t, struct matrix *power)
{
    struct error *err;
    TRY(raise_components(d, t, &d->m));
    *power = d->m;
    d->m = (struct matrix){0};
out:
    diffusion_free(d);
    return err;
}

struct error *diffusion_next_power(struct diffusion *d, size_t t, struct matrix *power)
{
    struct error *err;
    size_t n = d->m.rows;
    TRY(matrix_new(power, n, n));
    if (t > 1 && !d->power.a)
        TRY(matrix_new(&d->power, n, n));
    TRY(raise_components(d, t, power));
    d->reached = t > 1 ? t : 0;
out:
    if (err)
        matrix_free(power);
    return err;
}
