#include "relaxation/factors.h"

#include "base/size.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

/* ---- check ---- */

static const char *row_fault(const struct factors *f, size_t i)
{
    const double *row = f->m.a + i * f->m.cols;
    double component = row[FACTORS_COMPONENT];
    for (size_t c = 0; c < f->m.cols; c++)
        if (!isfinite(row[c]))
            return "a number is not finite";
    if (component < 1 || component > (double)f->m.rows || component != floor(component))
        return "the component (column 0) is not a number from 1 to that of the rows";
    return row[FACTORS_ROOT] > 0 ? NULL : "the root of the degree (column 1) is not positive";
}

struct error *factors_check(const struct factors *f)
{
    if (f->m.rows == 0 || f->m.cols <= FACTORS_FIRST || f->negative > f->m.cols - FACTORS_FIRST)
        return error_new(
            "factors: %zu x %zu with %zu negative: expected a component, a root and at "
            "least one factor per row: write them by diffop --factors",
            f->m.rows, f->m.cols, f->negative);
    for (size_t i = 0; i < f->m.rows; i++)
        if (row_fault(f, i))
            return error_new("factors: row %zu: %s: write them by diffop --factors", i,
                             row_fault(f, i));
    return NULL;
}

/* ---- power ---- */

enum { ROWS = 64 /* computed at a time: they stay in the cache until they have been scattered */ };

/* The rows of each component, one component after another. */
struct groups {
    size_t *start, *member;
};

static struct error *groups_find(struct groups *g, const struct factors *f)
{
    size_t n = f->m.rows;
    g->start = calloc(n + 2, sizeof *g->start);
    g->member = malloc(n * sizeof *g->member);
    if (!g->start || !g->member)
        return error_memory("the power of an operator");
    for (size_t i = 0; i < n; i++)
        g->start[(size_t)f->m.a[i * f->m.cols] + 1]++;
    for (size_t c = 1; c <= n + 1; c++)
        g->start[c] += g->start[c - 1];
    for (size_t i = 0; i < n; i++)
        g->member[g->start[(size_t)f->m.a[i * f->m.cols]]++] = i;
    for (size_t c = n + 1; c > 0; c--)
        g->start[c] = g->start[c - 1];
    g->start[0] = 0;
    return NULL;
}

/* The factors of `count` rows, with their signs or without. */
static void gather(const struct factors *f, const size_t *member, size_t count, bool with_signs,
                   struct matrix *to)
{
    size_t m = f->m.cols - FACTORS_FIRST;
    *to = (struct matrix){to->a, count, m};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < m; k++) {
            double x = f->m.a[member[i] * f->m.cols + FACTORS_FIRST + k];
            to->a[i * m + k] = with_signs && k >= m - f->negative ? -x : x;
        }
}

/* Rows of products into rows of P^t. */
static void put_rows(const struct factors *f, const size_t *own, const size_t *member,
                     struct matrix *product, struct matrix *power)
{
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < product->rows; i++) {
        double *row = product->a + i * product->cols, *to = power->a + own[i] * power->cols;
        double sum = 0;
        for (size_t j = 0; j < product->cols; j++) {
            row[j] = fmax(row[j], 0) * f->m.a[member[j] * f->m.cols + FACTORS_ROOT];
            sum += row[j];
        }
        for (size_t j = 0; j < product->cols; j++)
            to[member[j]] = row[j] / sum;
    }
}

struct error *factors_power(const struct factors *f, struct matrix *power)
{
    struct error *err;
    size_t n = f->m.rows, m = f->m.cols - FACTORS_FIRST;
    struct groups g = {0};
    struct matrix signed_rows = {0}, rows = {0}, product = {0};
    TRY(groups_find(&g, f));
    TRY(matrix_new(&signed_rows, ROWS, m));
    TRY(matrix_new(&rows, n, m));
    TRY(matrix_new(&product, ROWS, n));
    for (size_t c = 1; c <= n; c++) {
        const size_t *member = g.member + g.start[c];
        size_t size = g.start[c + 1] - g.start[c];
        gather(f, member, size, false, &rows);
        for (size_t first = 0; first < size; first += ROWS) {
            size_t count = size_min(ROWS, size - first);
            gather(f, member + first, count, true, &signed_rows);
            product.rows = count;
            product.cols = size;
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)count, (blasint)size,
                        (blasint)m, 1, signed_rows.a, (blasint)m, rows.a, (blasint)m, 0, product.a,
                        (blasint)size);
            put_rows(f, member + first, member, &product, power);
        }
    }
out:
    free(g.start);
    free(g.member);
    matrix_free(&signed_rows);
    matrix_free(&rows);
    matrix_free(&product);
    return err;
}
