#include "gram/sum.h"

#include "base/dtype.h"
#include "base/size.h"
#include "gram/gram.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Converted columns are limited to 16 MB: a block that BLAS reads from the outer caches, and that
 * is wide enough for its speed. */
enum { BLOCK_BYTES = 16 << 20, BLOCK_COLS_LEAST = 256 };

/* Rows of a tile. The smaller it is, the larger the share of time in which BLAS packs columns (192:
 * 15 %, 512: 6 %); but each thread should have several tiles, so that none waits long for the last.
 */
enum { TILE_LEAST = 48, TILE_MOST = 512, TILE_MULTIPLE = 16, TILES_A_THREAD = 4 };

/* Below so many elements threads do not pay. */
enum { PARALLEL_LEAST = 1 << 16 };

/* ---- the plan ---- */

/* With b tiles along a side the triangle has about b^2 / 2. */
static size_t tile_side(size_t rows)
{
    double wanted = (double)(TILES_A_THREAD * omp_get_max_threads());
    size_t side = (size_t)((double)rows / ceil(sqrt(2 * wanted)));
    side = side / TILE_MULTIPLE * TILE_MULTIPLE + TILE_MULTIPLE;
    return size_max(TILE_LEAST, size_min(side, TILE_MOST));
}

/* Appends the tiles of rows [row, row + rows): those left of the diagonal, and the one on it. */
static size_t add_tiles(struct gram_tile *tiles, size_t row, size_t rows, size_t side)
{
    size_t count = 0;
    for (size_t col = 0; col < row; col += side)
        tiles[count++] = (struct gram_tile){row, rows, col, size_min(side, row - col)};
    tiles[count++] = (struct gram_tile){row, rows, row, rows};
    return count;
}

static struct error *make_tiles(struct gram_plan *plan)
{
    /* A row of tiles begins every `side` rows from `known` on, and is no longer than there are of
     * them above it, one begun and the one on the diagonal. */
    size_t side = tile_side(plan->rows), most = plan->rows / side + 2;
    if (size_mul(most, most, &most))
        plan->tiles = calloc(most, sizeof *plan->tiles);
    if (!plan->tiles)
        return error_memory("the tiles of a Gram matrix");
    for (size_t row = plan->known; row < plan->rows; row += side)
        plan->tile_count +=
            add_tiles(plan->tiles + plan->tile_count, row, size_min(side, plan->rows - row), side);
    return NULL;
}

struct error *gram_plan_new(struct gram_plan *plan, size_t rows, size_t known)
{
    struct error *err;
    size_t bytes;
    *plan = (struct gram_plan){.rows = rows, .known = known};
    plan->block_cols = size_max(BLOCK_COLS_LEAST, BLOCK_BYTES / sizeof(double) / size_max(rows, 1));
    if (size_mul(rows, plan->block_cols * sizeof(double), &bytes))
        plan->block = malloc(size_max(bytes, 1));
    if (!plan->block) {
        err = error_memory("a block of columns");
        goto out;
    }
    TRY(make_tiles(plan));
out:
    if (err)
        gram_plan_free(plan);
    return err;
}

void gram_plan_free(struct gram_plan *plan)
{
    free(plan->tiles);
    free(plan->block);
    *plan = (struct gram_plan){0};
}

/* ---- a sum ---- */

struct error *gram_sum_begin(struct gram_sum *sum, const struct gram_plan *plan,
                             const struct matrix *old)
{
    struct error *err;
    *sum = (struct gram_sum){.plan = plan, .old = old};
    TRY(matrix_new(&sum->g, plan->rows, plan->rows));
    sum->digest = calloc(size_max(plan->rows, 1), sizeof *sum->digest);
    sum->squares = calloc(plan->known + 1, sizeof *sum->squares);
    if (!sum->digest || !sum->squares)
        err = error_memory("the rows of a Gram matrix");
out:
    if (err)
        gram_sum_free(sum);
    return err;
}

struct error *gram_sum_begin_centered_rows(struct gram_sum *sum, const struct gram_plan *plan)
{
    struct error *err;
    TRY(gram_sum_begin(sum, plan, NULL));
    sum->row_sums = calloc(size_max(plan->rows, 1), sizeof *sum->row_sums);
    if (!sum->row_sums) {
        gram_sum_free(sum);
        err = error_memory("the sums of rows");
    }
out:
    return err;
}

void gram_sum_free(struct gram_sum *sum)
{
    matrix_free(&sum->g);
    free(sum->digest);
    free(sum->squares);
    free(sum->row_sums);
    *sum = (struct gram_sum){0};
}

/* Columns to multiply, float64: rows are `stride` elements apart. */
struct columns {
    const double *x;
    size_t stride, width;
};

/* A tile's products over the columns: BLAS runs in the calling thread, as OpenBLAS has been told.
 */
static void add_tile(struct gram_sum *sum, const struct gram_tile *t, const struct columns *c)
{
    blasint rows = (blasint)t->rows, cols = (blasint)t->cols, width = (blasint)c->width;
    blasint stride = (blasint)c->stride, n = (blasint)sum->g.cols;
    const double *left = c->x + t->row * c->stride, *right = c->x + t->col * c->stride;
    double *g = sum->g.a + t->row * sum->g.cols + t->col;
    if (t->row == t->col)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, rows, width, 1, left, stride, 1, g, n);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, cols, width, 1, left, stride,
                    right, stride, 1, g, n);
}

/* OpenBLAS's own threads split the work evenly in advance, and wait for one another: next to
 * threads that read and write, that took up to half of the time. So each tile belongs to one
 * thread, and a free thread takes the next. */
static void add_products(struct gram_sum *sum, const struct columns *c)
{
    const struct gram_plan *plan = sum->plan;
    size_t threads = blas_split();
#pragma omp parallel for schedule(dynamic) if (plan->rows * c->width > PARALLEL_LEAST)
    for (size_t i = 0; i < plan->tile_count; i++)
        add_tile(sum, &plan->tiles[i], c);
    blas_rejoin(threads);
}

/* A place in a list of spans. */
struct position {
    const struct span *span;
    size_t passed; /* columns of the span that are done */
};

/* Converts the next `width` columns of a row. */
static void gather(const struct panel *panel, size_t row, struct position at, size_t width,
                   double *to)
{
    while (width > 0) {
        size_t count = size_min(width, at.span->count - at.passed);
        size_t from = row * panel->cols + at.span->first + at.passed;
        if (panel->type == PHM_F32)
            dtype_to_f64(to, panel->f + from, count, DTYPE_F32, false);
        else
            memcpy(to, panel->d + from, count * sizeof *to);
        to += count;
        width -= count;
        at = (struct position){at.span + 1, 0};
    }
}

static void advance(struct position *at, size_t width)
{
    while (width > 0) {
        size_t step = size_min(width, at->span->count - at->passed);
        at->passed += step;
        width -= step;
        if (at->passed == at->span->count)
            *at = (struct position){at->span + 1, 0};
    }
}

static double sum_of(const double *x, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < count; i++)
        sum += x[i];
    return sum;
}

static double sum_of_squares(const double *x, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < count; i++)
        sum += x[i] * x[i];
    return sum;
}

/* What must be known of a row besides its products. */
static void note_row(struct gram_sum *sum, size_t row, const double *x, size_t width)
{
    sum->digest[row] = XXH3_64bits_withSeed(x, width * sizeof *x, sum->digest[row]);
    if (row < sum->plan->known)
        sum->squares[row] += sum_of_squares(x, width);
    if (sum->row_sums)
        sum->row_sums[row] += sum_of(x, width);
}

/* The next `width` columns: in the panel itself, if BLAS can read them there, else in the block. */
static struct columns take_columns(struct gram_sum *sum, const struct panel *panel,
                                   struct position at, size_t width)
{
    const struct gram_plan *plan = sum->plan;
    bool in_place =
        panel->type == PHM_F64 && panel->cols <= INT32_MAX && width <= at.span->count - at.passed;
    struct columns c = {plan->block, width, width};
    if (in_place)
        c = (struct columns){panel->d + at.span->first + at.passed, panel->cols, width};
#pragma omp parallel for schedule(static) if (plan->rows * width > PARALLEL_LEAST)
    for (size_t i = 0; i < plan->rows; i++) {
        if (!in_place)
            gather(panel, i, at, width, plan->block + i * width);
        note_row(sum, i, c.x + i * c.stride, width);
    }
    return c;
}

void gram_sum_add(struct gram_sum *sum, const struct panel *panel, const struct span *spans,
                  size_t count)
{
    struct position at = {spans, 0};
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        left += spans[i].count;
    while (left > 0) {
        size_t width = size_min(left, sum->plan->block_cols);
        struct columns c = take_columns(sum, panel, at, width);
        add_products(sum, &c);
        advance(&at, width);
        left -= width;
        sum->cols += width;
    }
}

/* ---- the end ---- */

static const double same_sum = 1e-9; /* as a share: more than the rounding of the same terms */

size_t gram_sum_changed_row(const struct gram_sum *sum)
{
    size_t known = sum->plan->known, i = 0;
    while (i < known && fabs(sum->squares[i] - sum->old->a[i * known + i]) <=
                            same_sum * sum->old->a[i * known + i])
        i++;
    return i;
}

/* Whether the digests are equal, and the products confirm it up to rounding. */
static bool rows_are_equal(const struct gram_sum *sum, size_t i, size_t j)
{
    size_t n = sum->g.rows;
    if (sum->digest[i] != sum->digest[j])
        return false; /* before the products, which are far apart, are fetched */
    double norms = sum->g.a[i * n + i] + sum->g.a[j * n + j], twice = 2 * sum->g.a[i * n + j];
    return fabs(norms - twice) <= same_sum * norms;
}

/* BLAS sums in an order that depends on a row's place, so that equal rows would end a rounding
 * error apart, which centring can make look like a distance. */
static void unify_equal_rows(struct gram_sum *sum)
{
    for (size_t i = sum->plan->known; i < sum->g.rows; i++)
        for (size_t j = 0; j < i; j++)
            if (rows_are_equal(sum, i, j)) {
                gram_copy_products(&sum->g, j, i);
                if (sum->row_sums)
                    sum->row_sums[i] = sum->row_sums[j];
                break;
            }
}

/* ---- rows less their means ---- */

static void clear_products(struct matrix *g, size_t i)
{
    for (size_t j = 0; j < g->rows; j++)
        g->a[i * g->rows + j] = g->a[j * g->rows + i] = 0;
}

/* <x_i - m_i 1, x_j - m_j 1> = G_ij - s_i s_j / p, with the means m and sums s of p columns. */
static void center_rows(struct gram_sum *sum)
{
    const double noise = 8 * DBL_EPSILON, *sums = sum->row_sums; /* noise: the rounding error */
    size_t n = sum->g.rows;
    double *g = sum->g.a, cols = (double)size_max(sum->cols, 1);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            g[i * n + j] -= sums[i] * sums[j] / cols;
    for (size_t i = 0; i < n; i++)
        if (g[i * n + i] <= noise * sums[i] * sums[i] / cols)
            clear_products(&sum->g, i);
}

void gram_sum_finish(struct gram_sum *sum, struct matrix *g)
{
    size_t n = sum->g.rows, known = sum->plan->known;
    matrix_mirror_lower(&sum->g);
    for (size_t i = 0; i < known; i++)
        memcpy(sum->g.a + i * n, sum->old->a + i * known, known * sizeof *sum->g.a);
    unify_equal_rows(sum);
    if (sum->row_sums)
        center_rows(sum);
    *g = sum->g;
    sum->g = (struct matrix){0};
    gram_sum_free(sum);
}
