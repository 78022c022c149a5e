#include "power.h"

#include "csr.h"
#include "size.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Columns that are multiplied at a time: n x STRIP numbers stay in the outer caches for all the
 * products of a chain. */
enum { STRIP = 32 };

/* An operation of a sparse product takes as long as so many of a dense one: 7 to 10 GFLOP/s on two
 * cores, where dsyrk and dgemm have 83. */
#define SPARSE_COST 10.0

/* How base^t comes about: base^q with q = t >> squarings by repeated products with base; then a
 * squaring for each bit of t that is left, and a product with base where it is set. Where products
 * are as dear as squarings q is 1. */
struct plan {
    bool sparse; /* products with base go by its entries */
    size_t squarings;
};

static size_t count_nonzeros(const struct matrix *m)
{
    size_t count = 0, total = m->rows * m->cols;
#pragma omp parallel for schedule(static) reduction(+ : count)
    for (size_t e = 0; e < total; e++)
        count += m->a[e] != 0;
    return count;
}

/* Products with base on the way to base^t. */
static double product_count(size_t t, size_t squarings)
{
    size_t count = (t >> squarings) - 1;
    for (size_t bit = 0; bit < squarings; bit++)
        count += t >> bit & 1;
    return (double)count;
}

static size_t leading_bit(size_t t)
{
    size_t bit = 0;
    while (t >> bit > 1)
        bit++;
    return bit;
}

static struct plan make_plan(const struct matrix *base, size_t t, bool symmetric)
{
    double n = (double)base->rows, dense = (symmetric ? 1 : 2) * n * n * n;
    double sparse = SPARSE_COST * 2 * (double)count_nonzeros(base) * n;
    struct plan plan = {.sparse = sparse < dense, .squarings = leading_bit(t)};
    if (!plan.sparse)
        return plan;
    double least = (double)plan.squarings * dense + product_count(t, plan.squarings) * sparse;
    for (size_t s = 0; s < plan.squarings; s++) {
        double cost = (double)s * dense + product_count(t, s) * sparse;
        if (cost < least) {
            least = cost;
            plan.squarings = s;
        }
    }
    return plan;
}

/* ---- sparse products ---- */

static void copy_strip(const struct matrix *from, size_t from_col, struct matrix *to, size_t to_col,
                       size_t width)
{
    for (size_t i = 0; i < from->rows; i++)
        memcpy(to->a + i * to->cols + to_col, from->a + i * from->cols + from_col,
               width * sizeof(double));
}

/* Columns first..first+width-1 of x are multiplied by s so many times; `scratch` has room for
 * twice as many numbers. */
static void multiply_strip(const struct csr *s, size_t times, struct matrix *x, size_t first,
                           size_t width, double *scratch)
{
    struct matrix now = {scratch, s->rows, width};
    struct matrix next = {scratch + s->rows * width, s->rows, width};
    copy_strip(x, first, &now, 0, width);
    for (size_t k = 0; k < times; k++) {
        csr_multiply(s, &now, &next); /* by one thread: all are inside a parallel region */
        struct matrix swap = now;
        now = next;
        next = swap;
    }
    copy_strip(&now, 0, x, first, width);
}

/* x = s^times x. Strips do not depend on each other, and so not on the threads. */
static struct error *multiply_sparse(const struct csr *s, size_t times, struct matrix *x)
{
    struct error *err;
    struct matrix scratch;
    size_t threads = (size_t)omp_get_max_threads();
    if (times == 0)
        return NULL;
    TRY(matrix_new(&scratch, threads, 2 * STRIP * s->rows));
#pragma omp parallel for schedule(dynamic)
    for (size_t first = 0; first < x->cols; first += STRIP)
        multiply_strip(s, times, x, first, size_min(STRIP, x->cols - first),
                       scratch.a + (size_t)omp_get_thread_num() * scratch.cols);
    matrix_free(&scratch);
out:
    return err;
}

/* ---- dense products ---- */

/* to = x x' of which, as of all that is symmetric, only the lower triangle is computed. */
static void multiply_transposed(const struct matrix *x, struct matrix *to)
{
    blasint n = (blasint)x->rows, p = (blasint)x->cols;
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, n, p, 1, x->a, p, 0, to->a, n);
    matrix_mirror_lower(to);
}

static void multiply_rows(const struct matrix *x, const struct matrix *y, size_t first, size_t rows,
                          size_t cols, struct matrix *to)
{
    blasint n = (blasint)x->rows;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)rows, (blasint)cols, n, 1,
                x->a + first * x->cols, n, y->a, n, 0, to->a + first * to->cols, n);
}

/* to = x y. A symmetric product is computed up to the diagonal, in blocks of rows. */
static void multiply_dense(const struct matrix *x, const struct matrix *y, bool symmetric,
                           struct matrix *to)
{
    enum { BLOCK = 256 };
    size_t n = x->rows;
    if (!symmetric) {
        multiply_rows(x, y, 0, n, n, to);
        return;
    }
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t rows = size_min(BLOCK, n - first);
        multiply_rows(x, y, first, rows, first + rows, to);
    }
    matrix_mirror_lower(to);
}

/* ---- powers ---- */

static void exchange(struct matrix *a, struct matrix *b)
{
    struct matrix t = *a;
    *a = *b;
    *b = t;
}

/* base^t by squaring, from t's leading bit down. Powers of a symmetric matrix commute, so that each
 * is symmetric. */
static struct error *raise_dense(struct matrix *base, size_t t, size_t squarings, bool symmetric)
{
    struct error *err;
    size_t n = base->rows;
    struct matrix power = {0}, next = {0};
    TRY(matrix_new(&power, n, n));
    TRY(matrix_new(&next, n, n));
    memcpy(power.a, base->a, n * n * sizeof *power.a);
    while (squarings-- > 0) {
        if (symmetric)
            multiply_transposed(&power, &next);
        else
            multiply_dense(&power, &power, false, &next);
        exchange(&power, &next);
        if (t >> squarings & 1) {
            multiply_dense(&power, base, symmetric, &next);
            exchange(&power, &next);
        }
    }
    exchange(base, &power);
out:
    matrix_free(&power);
    matrix_free(&next);
    return err;
}

static struct error *raise_sparse(struct matrix *base, size_t t, size_t squarings, bool symmetric)
{
    struct error *err;
    struct csr s = {0};
    struct matrix next = {0};
    TRY(csr_from_dense(&s, base));
    TRY(multiply_sparse(&s, (t >> squarings) - 1, base));
    if (squarings > 0)
        TRY(matrix_new(&next, base->rows, base->rows));
    while (squarings-- > 0) {
        if (symmetric)
            multiply_transposed(base, &next);
        else
            multiply_dense(base, base, false, &next);
        exchange(base, &next);
        TRY(multiply_sparse(&s, t >> squarings & 1, base));
    }
out:
    csr_free(&s);
    matrix_free(&next);
    return err;
}

struct error *power_raise(struct matrix *base, size_t t, bool symmetric)
{
    if (t == 1)
        return NULL;
    struct plan plan = make_plan(base, t, symmetric);
    if (plan.sparse)
        return raise_sparse(base, t, plan.squarings, symmetric);
    return raise_dense(base, t, plan.squarings, symmetric);
}

struct error *power_multiply(struct matrix *x, const struct matrix *y, bool symmetric)
{
    struct matrix product;
    struct error *err = matrix_new(&product, x->rows, x->rows);
    if (err)
        return err;
    multiply_dense(x, y, symmetric, &product);
    exchange(x, &product);
    matrix_free(&product);
    return NULL;
}

static struct error *outer_sparse(const struct matrix *m, struct matrix *product)
{
    struct error *err;
    struct csr s = {0}, transposed = {0};
    TRY(csr_from_dense(&s, m));
    TRY(csr_transpose(&s, &transposed));
    TRY(csr_to_dense(&transposed, product));
    TRY(multiply_sparse(&s, 1, product));
out:
    csr_free(&s);
    csr_free(&transposed);
    return err;
}

struct error *power_outer(const struct matrix *m, struct matrix *product)
{
    struct error *err = NULL;
    *product = (struct matrix){0};
    if (make_plan(m, 2, true).sparse) {
        TRY(outer_sparse(m, product));
    } else {
        TRY(matrix_new(product, m->rows, m->rows));
        multiply_transposed(m, product);
    }
out:
    if (err)
        matrix_free(product);
    return err;
}
