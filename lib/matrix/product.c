#include "matrix/product.h"

#include "base/size.h"

#include <cblas.h>

/* to = x x'. As everywhere, only the lower triangle of a symmetric result is computed. */
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

/* to = x y. A symmetric product is computed only up to the diagonal, in blocks of rows. */
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

void product_square(struct matrix *x, struct matrix *room, bool symmetric)
{
    if (symmetric)
        multiply_transposed(x, room);
    else
        multiply_dense(x, x, false, room);
    exchange(x, room);
}

void product_multiply(struct matrix *x, const struct matrix *y, struct matrix *room, bool symmetric)
{
    multiply_dense(x, y, symmetric, room);
    exchange(x, room);
}

struct error *product_outer(const struct matrix *m, struct matrix *product)
{
    struct error *err = matrix_new(product, m->rows, m->rows);
    if (!err)
        multiply_transposed(m, product);
    return err;
}
