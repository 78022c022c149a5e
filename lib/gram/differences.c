#include "gram/differences.h"

#include "base/clones.h"
#include "base/random.h"
#include "base/size.h"
#include "gram/form.h"

#include <math.h>
#include <string.h>

/* ---- parents ---- */

void differences_sketch(double *sketch, size_t stride, const double *x, size_t count, size_t first)
{
    uint64_t state = random_skip(0, first);
    for (size_t c = 0; c < count; c++) {
        uint64_t bits = random_bits(&state);
        sketch[bits % DIFFERENCES_SKETCH * stride] += bits & DIFFERENCES_SKETCH ? -x[c] : x[c];
    }
}

/* Rows whose distances are compared together, in the innermost cache. */
enum { PIECE = 512 };

/* The squared distances of the sketches of `count` rows from row j's; n sketches lie number by
 * number. */
CLONED static void squared_apart(const double *restrict sketch, size_t n, size_t j, size_t first,
                                 size_t count, double *restrict apart)
{
    memset(apart, 0, count * sizeof *apart);
    for (size_t k = 0; k < DIFFERENCES_SKETCH; k++) {
        const double *number = sketch + k * n + first, of_j = sketch[k * n + j];
        for (size_t i = 0; i < count; i++)
            apart[i] += (number[i] - of_j) * (number[i] - of_j);
    }
}

static double squared_length(const double *sketch, size_t n, size_t j)
{
    double sum = 0;
    for (size_t k = 0; k < DIFFERENCES_SKETCH; k++)
        sum += sketch[k * n + j] * sketch[k * n + j];
    return sum;
}

static size_t find_parent(const double *sketch, size_t n, size_t j)
{
    double apart[PIECE], nearest = INFINITY;
    size_t parent = j;
    for (size_t end = j, count; end > 0; end -= count) {
        count = size_min(end, PIECE);
        squared_apart(sketch, n, j, end - count, count, apart);
        for (size_t i = count; i-- > 0;)
            if (apart[i] < nearest) {
                nearest = apart[i];
                parent = end - count + i;
            }
    }
    return squared_length(sketch, n, j) < nearest ? j : parent;
}

void differences_parents(const double *sketch, size_t n, struct difference *rows)
{
#pragma omp parallel for schedule(dynamic, 16) if (n > PIECE)
    for (size_t j = 0; j < n; j++)
        rows[j].parent = find_parent(sketch, n, j);
}

/* ---- squares ---- */

/* Returns <0 - x_p, z_j>, where p is the parent of j, whose products with the differences are z:
 * summed from p to the origin. rows[k].along becomes <x_k - x_p, z_j> of each row k on the way. */
static double sum_to_origin(struct difference *rows, size_t j, const double *z)
{
    double along = 0;
    for (size_t k = j, parent = rows[k].parent; parent != k; parent = rows[k].parent) {
        k = parent;
        rows[k].along = along;
        rows[k].visited = j;
        along -= z[k];
    }
    return along;
}

/* The same, and rows[k].along becomes <x_k - x_p, z_j> of each row k < j: summed outwards from p,
 * so that only differences count that lie on the way. */
static double sum_along(struct difference *rows, size_t j, const double *z)
{
    double from_zero = sum_to_origin(rows, j, z);
    for (size_t k = 0; k < j; k++)
        if (rows[k].visited != j)
            rows[k].along = (rows[k].parent == k ? from_zero : rows[rows[k].parent].along) + z[k];
    return from_zero;
}

/* The square between row k < j and p, the parent of row j. */
static double from_parent(const struct matrix *g, size_t j, size_t p, size_t k)
{
    if (p == j)
        return g->a[k * g->cols + k];
    return k == p ? 0 : g->a[size_max(k, p) * g->cols + size_min(k, p)];
}

/* Row j of the lower triangle; the rows above it hold squares. */
static size_t turn_row(struct difference *rows, struct matrix *g, size_t j)
{
    size_t n = g->cols, p = rows[j].parent, vague = 0;
    double *row = g->a + j * n, length = row[j], from_zero = sum_along(rows, j, row);
    if (p != j)
        row[j] = g->a[p * n + p] + length - 2 * from_zero;
    for (size_t k = 0; k < j; k++) {
        double apart = from_parent(g, j, p, k);
        double scale = apart + length, squared = scale - 2 * rows[k].along;
        vague += squared < GRAM_FEW_DIGITS * scale && rows[k].digest != rows[j].digest;
        row[k] = squared > GRAM_NOISE * scale ? squared : 0;
    }
    return vague;
}

size_t differences_to_squares(struct difference *rows, size_t known, struct matrix *g)
{
    size_t vague = 0;
    for (size_t j = known; j < g->rows; j++)
        vague += turn_row(rows, g, j);
    return vague;
}
