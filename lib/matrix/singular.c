#include "matrix/singular.h"

#include "base/size.h"
#include "matrix/eigenvalues.h"
#include "matrix/product.h"

#include <math.h>

static void take_roots(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = sqrt(fmax(values[i], 0));
}

struct error *singular_values(const struct matrix *p, double *values)
{
    struct error *err;
    struct matrix product;
    TRY(product_outer(p, &product));
    TRY(eigenvalues_symmetric(&product, values));
    take_roots(values, p->rows);
out:
    matrix_free(&product);
    return err;
}

/* Rows i and j of P have a product where they share a column: the half-width of PP' is the widest
 * spread of a column of P. */
static size_t outer_half_width(const struct csr *transposed)
{
    size_t width = 0;
    for (size_t c = 0; c < transposed->rows; c++) {
        size_t start = transposed->start[c], end = transposed->start[c + 1];
        if (end > start)
            width = size_max(width, transposed->col[end - 1] - transposed->col[start]);
    }
    return width;
}

/* Row i of PP', from the diagonal on, into row[i ..]. */
static void outer_row(const struct csr *p, const struct csr *transposed, size_t i, double *row)
{
    for (size_t e = p->start[i]; e < p->start[i + 1]; e++) {
        size_t c = p->col[e];
        for (size_t f = transposed->start[c + 1]; f-- > transposed->start[c];) {
            if (transposed->col[f] < i)
                break;
            row[transposed->col[f]] += p->value[e] * transposed->value[f];
        }
    }
}

struct error *singular_values_sparse(const struct csr *p, double *values)
{
    struct error *err;
    struct csr transposed;
    struct triangle outer = {0};
    TRY(csr_transpose(p, &transposed));
    TRY(triangle_new(&outer, p->rows, outer_half_width(&transposed)));
#pragma omp parallel for schedule(dynamic, 64)
    for (size_t i = 0; i < p->rows; i++)
        outer_row(p, &transposed, i, triangle_row(&outer, i));
    TRY(eigenvalues_triangle(&outer, values));
    take_roots(values, p->rows);
out:
    csr_free(&transposed);
    triangle_free(&outer);
    return err;
}
