#include "matrix/power.h"

#include "base/size.h"
#include "matrix/csr.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

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

static void exchange(struct matrix *a, struct matrix *b)
{
    struct matrix t = *a;
    *a = *b;
    *b = t;
}

void power_square(struct matrix *x, struct matrix *next, bool symmetric)
{
    if (symmetric)
        multiply_transposed(x, next);
    else
        multiply_dense(x, x, false, next);
    exchange(x, next);
}

static size_t leading_bit(size_t t)
{
    size_t bit = 0;
    while (t >> bit > 1)
        bit++;
    return bit;
}

/* base^t by squaring, from t's leading bit down. Powers of a symmetric matrix commute, so that each
 * is symmetric. */
static struct error *raise_dense(struct matrix *base, size_t t, bool symmetric)
{
    struct error *err;
    size_t n = base->rows;
    struct matrix power = {0}, next = {0};
    TRY(matrix_new(&power, n, n));
    TRY(matrix_new(&next, n, n));
    memcpy(power.a, base->a, n * n * sizeof *power.a);
    for (size_t bit = leading_bit(t); bit-- > 0;) {
        power_square(&power, &next, symmetric);
        if (t >> bit & 1) {
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

struct error *power_raise(struct matrix *base, size_t t, bool symmetric)
{
    struct error *err;
    struct csr sparse = {0};
    if (t == 1)
        return NULL;
    if (!power_is_sparse(base->rows, csr_count_nonzeros(base)))
        return raise_dense(base, t, symmetric);
    TRY(csr_from_dense(&sparse, base));
    matrix_free(base);
    TRY(power_raise_sparse(&sparse, t, symmetric, base));
out:
    csr_free(&sparse);
    return err;
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

struct error *power_outer(const struct matrix *m, struct matrix *product)
{
    struct error *err = matrix_new(product, m->rows, m->rows);
    if (!err)
        multiply_transposed(m, product);
    return err;
}
