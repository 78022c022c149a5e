#include "matrix/power_sparse.h"

#include "base/clones.h"
#include "base/size.h"
#include "matrix/band_order.h"
#include "matrix/product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows that are multiplied at a time: STRIP numbers stay in registers, and n times as many in the
 * outer caches during all products of a chain. A vector is as wide as an AVX2 register: gcc keeps
 * wider ones in memory on machines without AVX-512, where a product then takes 9 times as long. */
enum { LANES = 4, VECTORS = 8, STRIP = VECTORS * LANES };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), may_alias));

/* One operation of a sparse product takes as long as so many of a dense one: a sparse product makes
 * 40 to 70 GFLOP/s on two cores, dsyrk with the work around it 90. */
#define SPARSE_COST 2.0

/* At most one entry in so many: more entries cost too much memory, and too much time in a product
 * with themselves. */
enum { SPARSE_SHARE = 8 };

bool power_sparse_pays(size_t n, size_t entries)
{
    return entries < n * n / SPARSE_SHARE;
}

/* ---- how base^t comes about ----
 * base^q with q = t >> squarings by repeated products with base; then a squaring for each bit of t
 * that is left, and a product with base where it is set. */

/* The rows of base that the strips meet on the way to base^power: each product widens a strip by
 * the half-width of base's band. */
static double rows_met(double n, double half_width, double power)
{
    double products = power - 1;
    double growing = fmin(products, fmax(0, floor((n - STRIP) / fmax(2 * half_width, 1))));
    return growing * STRIP + half_width * growing * (growing + 1) + (products - growing) * n;
}

/* Additions and multiplications of the products on the way to base^t. */
static double operations(const struct csr *base, double half_width, size_t t, size_t squarings)
{
    double n = (double)base->rows, rows = rows_met(n, half_width, (double)(t >> squarings));
    for (size_t bit = 0; bit < squarings; bit++)
        rows += (double)(t >> bit & 1) * n;
    return 2 * (double)base->nonzeros * rows;
}

/* The number of squarings that takes the least time. */
static size_t plan_squarings(const struct csr *base, size_t t, bool symmetric)
{
    double n = (double)base->rows, half_width = (double)band_order_half_width(base),
           least = INFINITY;
    size_t squarings = 0;
    for (size_t s = 0; t >> s > 0; s++) {
        double cost = (double)s * (symmetric ? 1 : 2) * n * n * n +
                      SPARSE_COST * operations(base, half_width, t, s);
        if (cost < least) {
            least = cost;
            squarings = s;
        }
    }
    return squarings;
}

/* ---- products ---- */

/* STRIP rows of x, transposed, and room for their product: n x STRIP each. In both all rows but low
 * .. high - 1 are 0. */
struct strip {
    double *now, *next;
    size_t low, high;
};

/* Fills `s` with rows first .. first + count - 1 of x. */
static void load(struct strip *s, const struct matrix *x, size_t first, size_t count)
{
    s->low = x->cols;
    s->high = 0;
    for (size_t k = 0; k < count; k++) {
        const double *row = x->a + (first + k) * x->cols;
        size_t low = 0, high = x->cols;
        while (low < s->low && row[low] == 0)
            low++;
        while (high > size_max(s->high, low) && row[high - 1] == 0)
            high--;
        s->low = size_min(s->low, low);
        s->high = size_max(s->high, high);
    }
    for (size_t k = 0; k < count; k++)
        for (size_t j = s->low; j < s->high; j++)
            s->now[j * STRIP + k] = x->a[(first + k) * x->cols + j];
}

static void clear(struct strip *s)
{
    for (size_t j = s->low; j < s->high; j++) {
        memset(s->now + j * STRIP, 0, STRIP * sizeof *s->now);
        memset(s->next + j * STRIP, 0, STRIP * sizeof *s->next);
    }
}

/* Writes the strip back into x; block by block, so that cache lines loaded for one row serve the
 * next. */
static void store(const struct strip *s, struct matrix *x, size_t first, size_t count)
{
    enum { BLOCK = 64 };
    for (size_t start = s->low; start < s->high; start += BLOCK)
        for (size_t k = 0; k < count; k++)
            for (size_t j = start; j < size_min(start + BLOCK, s->high); j++)
                x->a[(first + k) * x->cols + j] = s->now[j * STRIP + k];
}

/* Extends low .. high to the rows that a product with base can reach. */
static void widen(struct strip *s, const struct csr *base)
{
    size_t low = s->low, high = s->high;
    for (size_t c = s->low; c < s->high; c++) {
        size_t start = base->start[c], end = base->start[c + 1];
        if (start == end)
            continue;
        low = size_min(low, base->col[start]);
        high = size_max(high, base->col[end - 1] + 1);
    }
    s->low = low;
    s->high = high;
}

/* Computes rows low .. high - 1 of next = m now. */
CLONED static void multiply_rows(const struct csr *m, size_t low, size_t high, const double *now,
                                 double *next)
{
    for (size_t i = low; i < high; i++) {
        lanes sum[VECTORS] = {0};
        for (size_t e = m->start[i]; e < m->start[i + 1]; e++) {
            const lanes *from = (const lanes *)(now + m->col[e] * STRIP);
            double value = m->value[e];
            for (size_t v = 0; v < VECTORS; v++)
                sum[v] += value * from[v];
        }
        memcpy(next + i * STRIP, sum, sizeof sum);
    }
}

struct product {
    const struct csr *base;
    struct csr transposed;
    size_t times;
};

/* Multiplies rows first .. first + count - 1 of x by base^times. */
static void multiply_strip(const struct product *p, struct strip *s, struct matrix *x, size_t first,
                           size_t count)
{
    load(s, x, first, count);
    for (size_t k = 0; k < p->times; k++) {
        widen(s, p->base);
        multiply_rows(&p->transposed, s->low, s->high, s->now, s->next);
        double *swap = s->now;
        s->now = s->next;
        s->next = swap;
    }
    store(s, x, first, count);
    clear(s);
}

/* x = x base^times. Strips do not depend on each other, so the result does not depend on the
 * threads. */
static struct error *multiply(const struct product *p, struct matrix *x)
{
    size_t n = x->rows;
    bool short_of_memory = false;
    if (p->times == 0)
        return NULL;
#pragma omp parallel reduction(|| : short_of_memory)
    {
        size_t row = STRIP * sizeof(double); /* begins with a cache line */
        struct strip s = {
            .now = aligned_alloc(row, n * row), .next = aligned_alloc(row, n * row), .high = n};
        short_of_memory = !s.now || !s.next;
        if (!short_of_memory)
            clear(&s);
#pragma omp for schedule(dynamic)
        for (size_t first = 0; first < n; first += STRIP)
            if (!short_of_memory)
                multiply_strip(p, &s, x, first, size_min(STRIP, n - first));
        free(s.now);
        free(s.next);
    }
    return short_of_memory ? error_memory("the power of an operator") : NULL;
}

struct error *power_sparse_raise(const struct csr *base, size_t t, bool symmetric,
                                 struct matrix *power)
{
    struct error *err;
    struct product p = {.base = base};
    struct matrix next = {0};
    size_t squarings = plan_squarings(base, t, symmetric);
    TRY(csr_to_dense(base, power));
    TRY(csr_transpose(base, &p.transposed));
    p.times = (t >> squarings) - 1;
    TRY(multiply(&p, power));
    if (squarings > 0)
        TRY(matrix_new(&next, base->rows, base->rows));
    while (squarings-- > 0) {
        product_square(power, &next, symmetric);
        p.times = t >> squarings & 1;
        TRY(multiply(&p, power));
    }
out:
    csr_free(&p.transposed);
    matrix_free(&next);
    if (err)
        matrix_free(power);
    return err;
}
