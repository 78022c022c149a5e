#include "gram/gram.h"

#include "base/size.h"
#include "matrix/check.h"
#include "matrix/lapack.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rounding of the sums behind a Gram matrix: differences below this share of the terms are noise,
 * and below a thousand times it hold fewer than three digits. */
static const double noise = 8 * DBL_EPSILON, few_digits = 8000 * DBL_EPSILON;

struct error *gram_check(const struct matrix *g)
{
    return matrix_check(g, CHECK_SYMMETRIC | CHECK_NONNEGATIVE_DIAGONAL, "gram");
}

void gram_accumulate(struct matrix *sum, const struct matrix *g)
{
    size_t count = g->rows * g->cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        sum->a[i] += g->a[i];
}

void gram_copy_products(struct matrix *g, size_t from, size_t to)
{
    size_t n = g->rows;
    g->a[to * n + to] = g->a[from * n + to] = g->a[from * n + from];
    for (size_t k = 0; k < n; k++)
        if (k != to)
            g->a[to * n + k] = g->a[k * n + to] = g->a[from * n + k];
}

/* ---- centring and projection ---- */

struct error *gram_center(struct matrix *g)
{
    size_t n = g->rows;
    double *mean = malloc(size_max(n, 1) * sizeof *mean), all = 0;
    if (!mean)
        return error_memory("the means of a Gram matrix");
    for (size_t i = 0; i < n; i++) {
        mean[i] = 0;
        for (size_t j = 0; j < n; j++)
            mean[i] += g->a[i * n + j];
        mean[i] /= (double)n;
        all += mean[i];
    }
    all /= (double)n;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            g->a[i * n + j] += all - (mean[i] + mean[j]);
    free(mean);
    return NULL;
}

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

struct error *gram_project(struct matrix *g, size_t components)
{
    struct error *err;
    size_t n = g->rows;
    struct matrix scores = {0};
    size_t *original = malloc(size_max(n, 1) * sizeof *original);
    if (!original) {
        err = error_memory("principal components");
        goto out;
    }
    TRY(gram_center(g));
    if (n == 0 || components >= n - 1) /* the rank of n centred rows */
        goto out;
    for (size_t i = 0; i < n; i++)
        original[i] = first_like(g, i);
    TRY(principal_scores(g, components, &scores));
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, (blasint)n, (blasint)components, 1, scores.a,
                (blasint)n, 0, g->a, (blasint)n);
    matrix_mirror_lower(g);
    for (size_t i = 0; i < n; i++)
        if (original[i] != i)
            gram_copy_products(g, original[i], i);
out:
    matrix_free(&scores);
    free(original);
    return err;
}

/* ---- about some of the rows ---- */

struct error *gram_center_by(struct matrix *g, const size_t *at, size_t count)
{
    size_t n = g->rows;
    double *mean = calloc(size_max(n, 1), sizeof *mean), all = 0;
    if (!mean)
        return error_memory("the means of a Gram matrix");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < count; j++)
            mean[i] += g->a[i * n + at[j]] / (double)count;
    for (size_t j = 0; j < count; j++)
        all += mean[at[j]] / (double)count;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            g->a[i * n + j] += all - (mean[i] + mean[j]);
    free(mean);
    return NULL;
}

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
        cblas_dscal((blasint)vectors->cols, value > noise * largest ? 1 / value : 0, vector, 1);
    }
}

/* The Gram matrix g of the scores, n x count, of rows whose products with the vectors' rows are
 * given. */
static struct error *products_of_scores(const struct matrix *products, const struct matrix *vectors,
                                        struct matrix *g)
{
    struct matrix scores;
    blasint n = (blasint)products->rows, m = (blasint)products->cols, k = (blasint)vectors->rows;
    struct error *err = matrix_new(&scores, products->rows, vectors->rows);
    if (err)
        return err;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, k, m, 1, products->a, m, vectors->a, m,
                0, scores.a, k);
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, n, k, 1, scores.a, k, 0, g->a, n);
    matrix_mirror_lower(g);
    matrix_free(&scores);
    return NULL;
}

struct error *gram_project_by(struct matrix *g, size_t components, const size_t *at, size_t count)
{
    struct error *err;
    struct matrix products = {0}, square = {0}, vectors = {0};
    TRY(gram_center_by(g, at, count));
    TRY(take_columns(g, at, count, &products));
    TRY(matrix_new(&square, count, count));
    for (size_t i = 0; i < count; i++)
        memcpy(square.a + i * count, products.a + at[i] * count, count * sizeof *square.a);
    TRY(principal_scores(&square, size_min(components, count), &vectors));
    invert_lengths(&vectors);
    TRY(products_of_scores(&products, &vectors, g));
out:
    matrix_free(&products);
    matrix_free(&square);
    matrix_free(&vectors);
    return err;
}

/* ---- distances ---- */

/* The squared distance of two rows from their squared norms and product, as a share of the norms;
 * and the distance itself. */
struct pair {
    double share, distance;
};

static struct pair euclidean_pair(double gii, double gjj, double gij)
{
    double norms = gii + gjj, squared = norms - 2 * gij;
    if (squared <= noise * norms)
        return (struct pair){0, 0};
    return (struct pair){squared / norms, sqrt(squared)};
}

static struct pair cosine_pair(double gii, double gjj, double gij)
{
    if (gii <= 0 || gjj <= 0)
        return gii <= 0 && gjj <= 0 ? (struct pair){0, 0} : (struct pair){1, 1};
    double distance = 1 - gij / (sqrt(gii) * sqrt(gjj));
    if (distance <= noise)
        return (struct pair){0, 0};
    return (struct pair){distance, distance};
}

/* Turns the lower triangle into distances; returns how many pairs hold few digits. */
static size_t lower_distances(struct matrix *g, enum metric metric)
{
    size_t n = g->rows, vague = 0;
#pragma omp parallel for schedule(dynamic, 16) reduction(+ : vague)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double gii = g->a[i * n + i], gjj = g->a[j * n + j], *gij = &g->a[i * n + j];
            struct pair pair = metric == METRIC_EUCLIDEAN ? euclidean_pair(gii, gjj, *gij)
                                                          : cosine_pair(gii, gjj, *gij);
            *gij = pair.distance;
            vague += pair.share > 0 && pair.share < few_digits;
        }
    return vague;
}

void gram_distances(struct matrix *g, enum metric metric, struct report *report)
{
    size_t n = g->rows, vague = lower_distances(g, metric);
    matrix_mirror_lower(g);
    for (size_t i = 0; i < n; i++)
        g->a[i * n + i] = 0;
    if (vague)
        report_line(report, REPORT_WARNING,
                    "%zu pairs of snapshots are so close beside their norms that their distances "
                    "hold fewer than three digits",
                    vague);
}
