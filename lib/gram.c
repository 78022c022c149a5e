#include "gram.h"

#include "size.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* Converted columns are kept to 8 MB: a block that dsyrk reads from the outer caches, and that is
 * wide enough for its speed. */
enum { BLOCK_BYTES = 8 << 20, BLOCK_COLS_LEAST = 256 };

struct error *gram_begin(struct gram *gram, size_t rows)
{
    struct error *err;
    size_t elements;
    *gram = (struct gram){0};
    TRY(matrix_new(&gram->g, rows, rows));
    gram->block_cols = size_max(BLOCK_COLS_LEAST, BLOCK_BYTES / sizeof(double) / size_max(rows, 1));
    if (size_mul(rows, gram->block_cols * sizeof(double), &elements))
        gram->block = malloc(size_max(elements, 1));
    if (!gram->block)
        err = error_memory("a block of columns");
out:
    if (err)
        gram_free(gram);
    return err;
}

static void add_block(struct gram *gram, const double *x, size_t cols, size_t stride)
{
    size_t n = gram->g.rows;
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (blasint)n, (blasint)cols, 1, x,
                (blasint)stride, 1, gram->g.a, (blasint)n);
}

void gram_add_f32(struct gram *gram, const float *x, size_t cols)
{
    size_t n = gram->g.rows;
    for (size_t first = 0; first < cols; first += gram->block_cols) {
        size_t width = size_min(gram->block_cols, cols - first);
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < width; j++)
                gram->block[i * width + j] = (double)x[i * cols + first + j];
        add_block(gram, gram->block, width, width);
    }
}

void gram_add_f64(struct gram *gram, const double *x, size_t cols)
{
    for (size_t first = 0; first < cols; first += gram->block_cols)
        add_block(gram, x + first, size_min(gram->block_cols, cols - first), cols);
}

void gram_finish(struct gram *gram, struct matrix *g)
{
    matrix_mirror_lower(&gram->g);
    *g = gram->g;
    gram->g = (struct matrix){0};
    gram_free(gram);
}

void gram_free(struct gram *gram)
{
    matrix_free(&gram->g);
    free(gram->block);
    *gram = (struct gram){0};
}

void gram_accumulate(struct matrix *sum, const struct matrix *g)
{
    size_t count = g->rows * g->cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        sum->a[i] += g->a[i];
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

struct error *gram_project(struct matrix *g, size_t components)
{
    struct error *err;
    size_t n = g->rows, kept = size_min(components, n);
    struct matrix vectors = {0};
    double *values = malloc(size_max(n, 1) * sizeof *values);
    lapack_int *support = malloc(2 * size_max(n, 1) * sizeof *support), found = 0;
    if (!values || !support) {
        err = error_memory("principal components");
        goto out;
    }
    TRY(gram_center(g));
    TRY(matrix_new(&vectors, kept, n));
    /* Column-major for LAPACK: the symmetric matrix reads the same, each eigenvector is a row. */
    lapack_int status =
        LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'I', 'L', (lapack_int)n, g->a, (lapack_int)n, 0, 0,
                       (lapack_int)(n - kept + 1), (lapack_int)n, 0, &found, values, vectors.a,
                       (lapack_int)n, support);
    if (status != 0) {
        err = error_new("principal components: LAPACK's dsyevr failed (%d): is the Gram matrix "
                        "finite?",
                        (int)status);
        goto out;
    }
    for (size_t c = 0; c < kept; c++) {
        double scale = sqrt(fmax(values[c], 0));
        for (size_t i = 0; i < n; i++)
            vectors.a[c * n + i] *= scale;
    }
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, (blasint)n, (blasint)kept, 1, vectors.a,
                (blasint)n, 0, g->a, (blasint)n);
    matrix_mirror_lower(g);
out:
    matrix_free(&vectors);
    free(values);
    free(support);
    return err;
}

/* ---- distances ---- */

/* Rounding of the sums behind a Gram matrix: differences below this share of the terms are noise,
 * and below a thousand times it hold fewer than three digits. */
static const double noise = 8 * DBL_EPSILON, few_digits = 8000 * DBL_EPSILON;

/* The squared distance of two rows by their squared norms and product, as a share of the norms;
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
    double distance = 1 - gij / sqrt(gii) / sqrt(gjj);
    if (distance <= noise)
        return (struct pair){0, 0};
    return (struct pair){distance, distance};
}

/* Reads the lower triangle and the diagonal, writes the upper one; returns how many pairs hold
 * few digits. */
static size_t upper_distances(struct matrix *g, enum metric metric)
{
    size_t n = g->rows, vague = 0;
#pragma omp parallel for schedule(dynamic, 16) reduction(+ : vague)
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double gii = g->a[i * n + i], gjj = g->a[j * n + j], gij = g->a[j * n + i];
            struct pair pair = metric == METRIC_EUCLIDEAN ? euclidean_pair(gii, gjj, gij)
                                                          : cosine_pair(gii, gjj, gij);
            g->a[i * n + j] = pair.distance;
            vague += pair.share > 0 && pair.share < few_digits;
        }
    return vague;
}

void gram_distances(struct matrix *g, enum metric metric, struct report *report)
{
    size_t n = g->rows, vague = upper_distances(g, metric);
    matrix_mirror_upper(g);
    for (size_t i = 0; i < n; i++)
        g->a[i * n + i] = 0;
    if (vague)
        report_line(report, REPORT_WARNING,
                    "%zu pairs of snapshots are so close beside their norms that their distances "
                    "hold fewer than three digits",
                    vague);
}
