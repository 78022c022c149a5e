#include "gram/sum.h"

#include "base/size.h"
#include "distance/extremes.h"
#include "gram/columns.h"
#include "gram/gram.h"
#include "matrix/blas.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below so many elements threads do not pay. */
enum { PARALLEL_LEAST = 1 << 16 };

/* Columns of a row that are worked on together, in the innermost cache. */
enum { PIECE = 1024 };

/* ---- a sum ---- */

struct error *gram_sum_begin(struct gram_sum *sum, const struct gram_plan *plan,
                             const struct matrix *old, enum gram_form old_form)
{
    struct error *err;
    *sum = (struct gram_sum){.plan = plan, .old = old, .old_form = old_form};
    TRY(matrix_new(&sum->g, plan->rows, plan->rows));
    sum->rows = calloc(size_max(plan->rows, 1), sizeof *sum->rows);
    if (!sum->rows)
        err = error_memory("the rows of a Gram matrix");
out:
    if (err)
        gram_sum_free(sum);
    return err;
}

struct error *gram_sum_begin_centered_rows(struct gram_sum *sum, const struct gram_plan *plan)
{
    struct error *err = gram_sum_begin(sum, plan, NULL, GRAM_SQUARES);
    sum->center_rows = true;
    return err;
}

void gram_sum_free(struct gram_sum *sum)
{
    matrix_free(&sum->g);
    free(sum->rows);
    *sum = (struct gram_sum){0};
}

/* ---- products of columns ---- */

/* A tile's products over the block's columns: BLAS runs in the calling thread, as OpenBLAS has been
 * told. */
static void add_tile(struct gram_sum *sum, const struct gram_tile *t, size_t width)
{
    const double *x = sum->plan->block, *left = x + t->row * width, *right = x + t->col * width;
    blasint rows = (blasint)t->rows, cols = (blasint)t->cols, w = (blasint)width;
    blasint n = (blasint)sum->g.cols;
    double *g = sum->g.a + t->row * sum->g.cols + t->col;
    if (t->row == t->col)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, rows, w, 1, left, w, 1, g, n);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, cols, w, 1, left, w, right, w, 1,
                    g, n);
}

/* OpenBLAS's own threads split the work evenly in advance, and wait for one another: next to
 * threads that read and write, that took up to half of the time. So each tile belongs to one
 * thread, and a free thread takes the next. */
static void add_products(struct gram_sum *sum, size_t width)
{
    const struct gram_plan *plan = sum->plan;
    size_t threads = blas_split();
#pragma omp parallel for schedule(dynamic) if (plan->rows * width > PARALLEL_LEAST)
    for (size_t i = 0; i < plan->tile_count; i++)
        add_tile(sum, &plan->tiles[i], width);
    blas_rejoin(threads);
}

/* ---- columns ---- */

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

/* Of the first columns. */
static void sketch_row(const struct gram_sum *sum, struct columns at, size_t width, size_t row)
{
    double x[PIECE];
    for (size_t done = 0; done < width;) {
        struct columns_piece piece = columns_next(&at, size_min(PIECE, width - done));
        columns_take(&piece, row, x);
        if (done == 0)
            sum->rows[row].first = x[0];
        differences_sketch(sum->plan->sketches + row, sum->plan->rows, x, piece.count, done);
        done += piece.count;
    }
}

static void choose_parents(struct gram_sum *sum, const struct columns *at, size_t width)
{
    const struct gram_plan *plan = sum->plan;
    memset(plan->sketches, 0, plan->rows * DIFFERENCES_SKETCH * sizeof *plan->sketches);
#pragma omp parallel for schedule(static) if (plan->rows * width > PARALLEL_LEAST)
    for (size_t i = 0; i < plan->rows; i++)
        sketch_row(sum, *at, width, i);
    differences_parents(plan->sketches, plan->rows, sum->rows);
}

/* Of a row of one piece's columns, or a difference of two, as they are. */
static void take_difference(const struct gram_sum *sum, const struct columns_piece *piece,
                            size_t row, double *to)
{
    size_t parent = sum->rows[row].parent;
    if (parent == row)
        columns_take(piece, row, to);
    else
        columns_subtract(piece, row, parent, to);
}

/* The squared length of a known row must be what it was. */
static void note_known(struct difference *r, const struct columns_piece *piece, size_t row)
{
    double x[PIECE];
    columns_take(piece, row, x);
    r->squares += sum_of_squares(x, piece->count);
}

static void subtract_number(double *x, size_t count, double number)
{
    for (size_t i = 0; i < count; i++)
        x[i] -= number;
}

/* Where rows will be centred their first numbers are subtracted now: what is left is as small as
 * the row's spread, and its mean costs no digits. */
static void center_piece(struct gram_sum *sum, const struct columns_piece *piece, size_t row,
                         double *difference)
{
    double x[PIECE];
    struct difference *r = &sum->rows[row];
    columns_take(piece, row, x);
    subtract_number(x, piece->count, r->first);
    r->squares += sum_of_squares(x, piece->count);
    r->sum += sum_of(x, piece->count);
    subtract_number(difference, piece->count,
                    r->parent == row ? r->first : r->first - sum->rows[r->parent].first);
    r->difference_sum += sum_of(difference, piece->count);
}

/* The row's next columns less its parent's, to the block. */
static void take_row(struct gram_sum *sum, struct columns at, size_t width, size_t row)
{
    struct difference *r = &sum->rows[row];
    double *to = sum->plan->block + row * width;
    for (size_t done = 0; done < width;) {
        struct columns_piece piece = columns_next(&at, size_min(PIECE, width - done));
        r->digest = columns_digest(&piece, row, r->digest);
        take_difference(sum, &piece, row, to + done);
        if (row < sum->plan->known)
            note_known(r, &piece, row);
        if (sum->center_rows)
            center_piece(sum, &piece, row, to + done);
        done += piece.count;
    }
}

static void take_columns(struct gram_sum *sum, const struct columns *at, size_t width)
{
    size_t rows = sum->plan->rows;
    if (sum->cols == 0)
        choose_parents(sum, at, width);
#pragma omp parallel for schedule(static) if (rows * width > PARALLEL_LEAST)
    for (size_t i = 0; i < rows; i++)
        take_row(sum, *at, width, i);
}

/* Notes whose squares underflow, so far, of differences that are not zero. */
static void note_underflow(struct gram_sum *sum, size_t width)
{
    for (size_t i = sum->plan->known; i < sum->g.rows; i++) {
        struct difference *r = &sum->rows[i];
        bool is_equal = r->parent != i && r->digest == sum->rows[r->parent].digest;
        if (extremes_underflow(sum->g.a[i * sum->g.cols + i]) && !is_equal && !r->is_tiny)
            r->is_tiny = extremes_any_number(sum->plan->block + i * width, width);
    }
}

void gram_sum_add(struct gram_sum *sum, const struct panel *panel, const struct span *spans,
                  size_t count)
{
    struct columns at = {panel, sum->plan->order, spans, 0};
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        left += spans[i].count;
    while (left > 0) {
        size_t width = size_min(left, sum->plan->block_cols);
        take_columns(sum, &at, width);
        add_products(sum, width);
        note_underflow(sum, width);
        for (size_t done = 0; done < width;)
            done += columns_next(&at, width - done).count;
        left -= width;
        sum->cols += width;
    }
}

/* ---- the end ---- */

static const double same_sum = 1e-9; /* as a share: more than the rounding of the same terms */

size_t gram_sum_changed_row(const struct gram_sum *sum)
{
    size_t known = sum->plan->known, i = 0;
    while (i < known && fabs(sum->rows[i].squares - sum->old->a[i * known + i]) <=
                            same_sum * sum->old->a[i * known + i])
        i++;
    return i;
}

static size_t input_row(const struct gram_sum *sum, size_t row)
{
    return sum->plan->order ? sum->plan->order[row] : row;
}

struct error *gram_sum_check(const struct gram_sum *sum)
{
    for (size_t i = sum->plan->known; i < sum->g.rows; i++)
        if (sum->rows[i].is_tiny && extremes_underflow(sum->g.a[i * sum->g.cols + i]))
            return extremes_error_underflow(input_row(sum, i), input_row(sum, sum->rows[i].parent));
    return NULL;
}

/* The known squares, to the lower triangle. */
static void put_known(struct gram_sum *sum)
{
    size_t n = sum->g.rows, known = sum->plan->known;
    const double *old = sum->old ? sum->old->a : NULL;
    for (size_t i = 0; i < known; i++)
        for (size_t j = 0; j <= i; j++)
            sum->g.a[i * n + j] =
                j == i || sum->old_form == GRAM_SQUARES
                    ? old[i * known + j]
                    : gram_form_squared(old[i * known + i], old[j * known + j], old[i * known + j]);
}

/* Whether the digests are equal, and the distance confirms it up to rounding. */
static bool rows_are_equal(const struct gram_sum *sum, size_t i, size_t j)
{
    size_t n = sum->g.rows;
    if (sum->rows[i].digest != sum->rows[j].digest)
        return false; /* before the squares, which are far apart, are fetched */
    return sum->g.a[i * n + j] <= same_sum * (sum->g.a[i * n + i] + sum->g.a[j * n + j]);
}

/* BLAS sums in an order that depends on a row's place, so that equal rows would end a rounding
 * error apart. */
static void unify_equal_rows(struct gram_sum *sum)
{
    for (size_t i = sum->plan->known; i < sum->g.rows; i++)
        for (size_t j = 0; j < i; j++)
            if (rows_are_equal(sum, i, j)) {
                gram_copy_row(&sum->g, j, i);
                break;
            }
}

/* ---- rows less their means ---- */

/* <x_i - m_i 1, x_j - m_j 1> = <x_i, x_j> - s_i s_j / p, with the means m and sums s of p columns;
 * the same holds for differences. */
static void center_differences(struct gram_sum *sum)
{
    size_t n = sum->g.rows;
    double cols = (double)size_max(sum->cols, 1);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            sum->g.a[i * n + j] -= sum->rows[i].difference_sum * sum->rows[j].difference_sum / cols;
}

/* A row of zeros is as far from others as they are long. */
static void clear_row(struct matrix *g, size_t i)
{
    size_t n = g->rows;
    g->a[i * n + i] = 0;
    for (size_t j = 0; j < n; j++)
        g->a[i * n + j] = g->a[j * n + i] = g->a[j * n + j];
}

/* Of a row that is constant but for rounding centring leaves rounding errors. */
static void clear_constant_rows(struct gram_sum *sum)
{
    double cols = (double)size_max(sum->cols, 1);
    for (size_t i = 0; i < sum->g.rows; i++) {
        const struct difference *r = &sum->rows[i];
        double spread = r->squares - r->sum * r->sum / cols, rounding = GRAM_NOISE * r->first;
        if (spread <= rounding * rounding * cols)
            clear_row(&sum->g, i);
    }
}

size_t gram_sum_finish(struct gram_sum *sum, struct matrix *g)
{
    if (sum->center_rows)
        center_differences(sum);
    put_known(sum);
    size_t vague = differences_to_squares(sum->rows, sum->plan->known, &sum->g);
    matrix_mirror_lower(&sum->g);
    unify_equal_rows(sum);
    if (sum->center_rows)
        clear_constant_rows(sum);
    *g = sum->g;
    sum->g = (struct matrix){0};
    gram_sum_free(sum);
    return vague;
}
