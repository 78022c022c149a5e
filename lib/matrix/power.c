#include "matrix/power.h"

#include "matrix/power_sparse.h"
#include "matrix/product.h"

#include <string.h>

static size_t leading_bit(size_t t)
{
    size_t bit = 0;
    while (t >> bit > 1)
        bit++;
    return bit;
}

/* base^t by squaring, from t's leading bit down. Powers of a symmetric matrix commute, so each is
 * symmetric. */
static struct error *raise_dense(struct matrix *base, size_t t, bool symmetric)
{
    struct error *err;
    size_t n = base->rows;
    struct matrix power = {0}, room = {0};
    TRY(matrix_new(&power, n, n));
    TRY(matrix_new(&room, n, n));
    memcpy(power.a, base->a, n * n * sizeof *power.a);
    for (size_t bit = leading_bit(t); bit-- > 0;) {
        product_square(&power, &room, symmetric);
        if (t >> bit & 1)
            product_multiply(&power, base, &room, symmetric);
    }
    matrix_free(base);
    *base = power;
    power = (struct matrix){0};
out:
    matrix_free(&power);
    matrix_free(&room);
    return err;
}

struct error *power_raise(struct matrix *base, size_t t, bool symmetric)
{
    struct error *err;
    struct csr sparse = {0};
    if (t == 1)
        return NULL;
    if (!power_sparse_pays(base->rows, csr_count_nonzeros(base)))
        return raise_dense(base, t, symmetric);
    TRY(csr_from_dense(&sparse, base));
    matrix_free(base);
    TRY(power_sparse_raise(&sparse, t, symmetric, base));
out:
    csr_free(&sparse);
    return err;
}
