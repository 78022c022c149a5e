#include "gram/gram.h"

#include "base/size.h"
#include "gram/form.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void gram_accumulate(struct matrix *sum, const struct matrix *g)
{
    size_t count = g->rows * g->cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        sum->a[i] += g->a[i];
}

void gram_copy_row(struct matrix *g, size_t from, size_t to)
{
    size_t n = g->rows;
    for (size_t k = 0; k < n; k++)
        if (k != to)
            g->a[to * n + k] = g->a[k * n + to] = k == from ? 0 : g->a[from * n + k];
    g->a[to * n + to] = g->a[from * n + from];
}

/* ---- centring ---- */

/* The mean squared distance of row i to the rows `at`. */
static double mean_squared(const struct matrix *g, size_t i, const size_t *at, size_t count)
{
    double sum = 0;
    for (size_t j = 0; j < count; j++)
        sum += at[j] == i ? 0 : g->a[i * g->cols + at[j]];
    return sum / (double)count;
}

struct error *gram_center_by(struct matrix *g, const size_t *at, size_t count)
{
    size_t n = g->rows;
    double *mean = calloc(size_max(n, 1), sizeof *mean), all = 0;
    if (!mean)
        return error_memory("the means of a Gram matrix");
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        mean[i] = mean_squared(g, i, at, count);
    for (size_t j = 0; j < count; j++)
        all += mean[at[j]] / (double)count;
    for (size_t i = 0; i < n; i++)
        g->a[i * n + i] = fmax(mean[i] - all / 2, 0);
    free(mean);
    return NULL;
}

struct error *gram_center(struct matrix *g)
{
    size_t *all = calloc(size_max(g->rows, 1), sizeof *all);
    if (!all)
        return error_memory("the rows of a Gram matrix");
    for (size_t i = 0; i < g->rows; i++)
        all[i] = i;
    struct error *err = gram_center_by(g, all, g->rows);
    free(all);
    return err;
}

/* ---- projection ---- */

/* The first row that is the same as row i, or i itself. */
static size_t first_like(const struct matrix *g, size_t i)
{
    size_t j = 0, row_bytes = g->cols * sizeof *g->a;
    while (j < i && memcmp(g->a + j * g->cols, g->a + i * g->cols, row_bytes) != 0)
        j++;
    return j;
}

/* The `kept` leading eigenvectors of g, each a row of `vectors` (kept x n) whose length is the
 * square root of its eigenvalue. g is overwritten. */
static struct error *principal_scores(struct matrix *g, size_t kept, struct matrix *vectors)
{
    struct error *err = NULL;
    double *values = malloc(size_max(kept, 1) * sizeof *values);
    if (!values)
        TRY(error_memory("principal components"));
    TRY(matrix_new(vectors, kept, g->rows));
    TRY(lapack_largest_eigenpairs(g, values, vectors, "principal components",
                                  "is the Gram matrix finite?"));
    for (size_t c = 0; c < kept; c++)
        cblas_dscal((blasint)g->rows, sqrt(fmax(values[c], 0)), vectors->a + c * g->cols, 1);
out:
    free(values);
    return err;
}

/* The squares of rows that are given as scores, n x components: by differences, so that close rows
 * keep the digits that their scores have. */
static void squares_of_scores(const struct matrix *scores, struct matrix *g)
{
    size_t n = scores->rows, kept = scores->cols;
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            const double *a = scores->a + i * kept, *b = scores->a + j * kept;
            double sum = 0;
#pragma omp simd reduction(+ : sum)
            for (size_t c = 0; c < kept; c++) {
                double apart = j < i ? a[c] - b[c] : a[c];
                sum += apart * apart;
            }
            g->a[i * n + j] = sum;
        }
    matrix_mirror_lower(g);
}

static struct error *transpose(const struct matrix *m, struct matrix *transposed)
{
    struct error *err = matrix_new(transposed, m->cols, m->rows);
    for (size_t i = 0; !err && i < m->rows; i++)
        for (size_t j = 0; j < m->cols; j++)
            transposed->a[j * m->rows + i] = m->a[i * m->cols + j];
    return err;
}

struct error *gram_project(struct matrix *g, size_t components)
{
    struct error *err;
    size_t n = g->rows;
    struct matrix vectors = {0}, scores = {0};
    size_t *original = malloc(size_max(n, 1) * sizeof *original);
    if (!original) {
        err = error_memory("principal components");
        goto out;
    }
    TRY(gram_center(g));
    if (n == 0 || components >= n - 1) /* the rank of n centred rows */
        goto out;
    gram_form_to_products(g);
    for (size_t i = 0; i < n; i++)
        original[i] = first_like(g, i);
    TRY(principal_scores(g, components, &vectors));
    TRY(transpose(&vectors, &scores));
    squares_of_scores(&scores, g);
    for (size_t i = 0; i < n; i++)
        if (original[i] != i)
            gram_copy_row(g, original[i], i);
out:
    matrix_free(&vectors);
    matrix_free(&scores);
    free(original);
    return err;
}

/* ---- projection by some of the rows ---- */

static struct error *take_columns(const struct matrix *m, const size_t *at, size_t count,
                                  struct matrix *taken)
{
    struct error *err = matrix_new(taken, m->rows, count);
    if (err)
        return err;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < count; j++)
            taken->a[i * count + j] = m->a[i * m->cols + at[j]];
    return NULL;
}

/* Divides each component's vector, whose length is the root of its eigenvalue, by that eigenvalue:
 * this turns products with the rows into scores. Components that only rounding has made become
 * zero. */
static void invert_lengths(struct matrix *vectors)
{
    double largest = 0;
    for (size_t c = vectors->rows; c-- > 0;) { /* the largest comes last */
        double *vector = vectors->a + c * vectors->cols;
        double value = pow(cblas_dnrm2((blasint)vectors->cols, vector, 1), 2);
        largest = fmax(largest, value);
        cblas_dscal((blasint)vectors->cols, value > GRAM_NOISE * largest ? 1 / value : 0, vector,
                    1);
    }
}

/* The squares of the scores of rows whose products with the vectors' rows are given, n x count. */
static struct error *squares_by_products(const struct matrix *products,
                                         const struct matrix *vectors, struct matrix *g)
{
    struct matrix scores;
    blasint n = (blasint)products->rows, m = (blasint)products->cols, k = (blasint)vectors->rows;
    struct error *err = matrix_new(&scores, products->rows, vectors->rows);
    if (err)
        return err;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, k, m, 1, products->a, m, vectors->a, m,
                0, scores.a, k);
    squares_of_scores(&scores, g);
    matrix_free(&scores);
    return NULL;
}

struct error *gram_project_by(struct matrix *g, size_t components, const size_t *at, size_t count)
{
    struct error *err;
    struct matrix products = {0}, square = {0}, vectors = {0};
    TRY(gram_center_by(g, at, count));
    gram_form_to_products(g);
    TRY(take_columns(g, at, count, &products));
    TRY(matrix_new(&square, count, count));
    for (size_t i = 0; i < count; i++)
        memcpy(square.a + i * count, products.a + at[i] * count, count * sizeof *square.a);
    TRY(principal_scores(&square, size_min(components, count), &vectors));
    invert_lengths(&vectors);
    TRY(squares_by_products(&products, &vectors, g));
out:
    matrix_free(&products);
    matrix_free(&square);
    matrix_free(&vectors);
    return err;
}

/* ---- distances ---- */

/* 1 - cos of two rows of squared lengths sii and sjj, and the share of it that is not rounding. */
struct angle {
    double distance, certain;
};

static struct angle angle_of(double sii, double sjj, double sij)
{
    if (sii <= 0 || sjj <= 0)
        return (struct angle){sii <= 0 && sjj <= 0 ? 0 : 1, 1};
    double li = sqrt(sii), lj = sqrt(sjj), longer = (sii - sjj) / (li + lj);
    double turned = sij - longer * longer, rounding = GRAM_NOISE * (sij + fabs(sii - sjj));
    if (turned <= rounding) /* the same direction, if rows of their lengths can tell */
        return (struct angle){0, 1 - rounding / (2 * li * lj)};
    return (struct angle){turned / (2 * li * lj), 1 - rounding / turned};
}

/* Turns the lower triangle into distances; returns how many pairs hold few digits. */
static size_t lower_cosines(struct matrix *g)
{
    size_t n = g->rows, vague = 0;
#pragma omp parallel for schedule(dynamic, 16) reduction(+ : vague)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            struct angle angle = angle_of(g->a[i * n + i], g->a[j * n + j], g->a[i * n + j]);
            g->a[i * n + j] = angle.distance;
            vague += angle.certain < 1 - GRAM_NOISE / GRAM_FEW_DIGITS;
        }
    return vague;
}

static void lower_roots(struct matrix *g)
{
#pragma omp parallel for schedule(dynamic, 16)
    for (size_t i = 0; i < g->rows; i++)
        for (size_t j = 0; j < i; j++)
            g->a[i * g->cols + j] = sqrt(g->a[i * g->cols + j]);
}

void gram_distances(struct matrix *g, enum metric metric, struct report *report)
{
    size_t vague = 0;
    if (metric == METRIC_EUCLIDEAN)
        lower_roots(g);
    else
        vague = lower_cosines(g);
    matrix_mirror_lower(g);
    for (size_t i = 0; i < g->rows; i++)
        g->a[i * g->cols + i] = 0;
    gram_form_warn_of_few_digits(report, vague, "their norms", "use -m euclidean, which keeps six");
}
