#include "distance/tiles.h"

#include "base/size.h"

#include <cblas.h>
#include <stdlib.h>

/* So small that a band is followed closely, so large that dgemm runs at half its speed. */
enum { TILE = 64 };
#define PAYS 0.25 /* of the multiplications of a dsyrk */

static bool is_filled(const struct matrix *x, size_t top, size_t left)
{
    size_t bottom = size_min(top + TILE, x->rows), right = size_min(left + TILE, x->cols);
    for (size_t i = top; i < bottom; i++)
        for (size_t j = left; j < right; j++)
            if (x->a[i * x->cols + j] != 0)
                return true;
    return false;
}

struct error *tiles_find(struct tiles *tiles, const struct matrix *x)
{
    size_t rows = (x->rows + TILE - 1) / TILE, cols = (x->cols + TILE - 1) / TILE;
    *tiles = (struct tiles){rows, cols, malloc(size_max(rows * cols, 1) * sizeof(bool))};
    if (!tiles->filled)
        return error_memory("the distances of rows");
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            tiles->filled[i * cols + j] = is_filled(x, i * TILE, j * TILE);
    return NULL;
}

void tiles_free(struct tiles *tiles)
{
    free(tiles->filled);
    *tiles = (struct tiles){0};
}

bool tiles_pay(const struct tiles *tiles)
{
    double products = 0, all = (double)tiles->rows * (double)tiles->rows * (double)tiles->cols;
    for (size_t j = 0; j < tiles->cols; j++) {
        double filled = 0;
        for (size_t i = 0; i < tiles->rows; i++)
            filled += tiles->filled[i * tiles->cols + j];
        products += filled * filled;
    }
    return products < PAYS * all;
}

/* Neighbouring rows whose tiles in one column of tiles are filled: the next after `run`. False
 * where there are no more. */
struct run {
    size_t first, end; /* in tiles */
};

static bool next_run(const struct tiles *tiles, size_t column, struct run *run)
{
    size_t i = run->end;
    while (i < tiles->rows && !tiles->filled[i * tiles->cols + column])
        i++;
    run->first = i;
    while (i < tiles->rows && tiles->filled[i * tiles->cols + column])
        i++;
    run->end = i;
    return run->first < i;
}

/* Adds the products of the rows of both runs, of which `upper` is the same or comes before. */
static void add_products(const struct matrix *x, size_t column, struct run lower, struct run upper,
                         struct matrix *d)
{
    size_t left = column * TILE, i = lower.first * TILE, j = upper.first * TILE;
    blasint width = (blasint)(size_min(left + TILE, x->cols) - left), p = (blasint)x->cols;
    blasint rows = (blasint)(size_min(lower.end * TILE, x->rows) - i), n = (blasint)d->cols;
    const double *a = x->a + i * x->cols + left, *b = x->a + j * x->cols + left;
    double *product = d->a + i * d->cols + j;
    if (i == j)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, rows, width, 1, a, p, 1, product, n);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows,
                    (blasint)((upper.end - upper.first) * TILE), width, 1, a, p, b, p, 1, product,
                    n);
}

void tiles_outer(const struct tiles *tiles, const struct matrix *x, struct matrix *d)
{
    for (size_t column = 0; column < tiles->cols; column++)
        for (struct run lower = {0}; next_run(tiles, column, &lower);)
            for (struct run upper = {0}; next_run(tiles, column, &upper) && upper.end <= lower.end;)
                add_products(x, column, lower, upper, d);
}
