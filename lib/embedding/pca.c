#include "embedding/pca.h"

#include "base/size.h"
#include "gram/form.h"
#include "gram/gram.h"
#include "matrix/lapack.h"
#include "matrix/signs.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Rounding of a squared distance from the origin, as a share of the distances that it comes from.
 */
static const double noise = 64 * DBL_EPSILON;

const char *const pca_origin_names[] = {"mean", "first", "last", NULL};

/* What the analysis goes by, beside g. */
struct spread {
    size_t n;
    double *squared;  /* n: squared distance of each row from the origin */
    double *rounding; /* n: what may be rounding of that */
    double total, total_rounding;
};

static struct error *spread_new(struct spread *s, size_t n)
{
    *s = (struct spread){.n = n};
    s->squared = calloc(n, sizeof *s->squared);
    s->rounding = calloc(n, sizeof *s->rounding);
    return s->squared && s->rounding ? NULL : error_memory("the distances from an origin");
}

static void spread_free(struct spread *s)
{
    free(s->squared);
    free(s->rounding);
}

static double above(double value, double rounding)
{
    return value > rounding ? value : 0;
}

/* A squared distance from the mean is that from all rows, on average, less the mean of the former.
 */
static void note_distances(struct spread *s, const struct matrix *g)
{
    double mean = 0;
    for (size_t i = 0; i < s->n; i++)
        mean += g->a[i * s->n + i] / (double)s->n;
    for (size_t i = 0; i < s->n; i++) {
        s->rounding[i] = noise * (g->a[i * s->n + i] + mean);
        s->total_rounding += s->rounding[i];
        s->squared[i] = above(g->a[i * s->n + i], s->rounding[i]);
        s->total += s->squared[i];
    }
}

/* The products of the rows less the origin. */
static struct error *move_origin(struct matrix *g, enum pca_origin origin)
{
    const size_t row = origin == PCA_FIRST ? 0 : g->rows - 1;
    struct error *err = origin == PCA_MEAN ? gram_center(g) : gram_center_by(g, &row, 1);
    if (!err)
        gram_form_to_products(g);
    return err;
}

/* The sum of the eigenvalues is the trace, that of their squares the sum of the squares. */
static double participation_ratio(const struct matrix *g, const struct spread *s)
{
    double trace = 0, squares = 0;
    for (size_t i = 0; i < s->n; i++)
        trace += g->a[i * s->n + i];
    for (size_t e = 0; e < s->n * s->n; e++)
        squares += g->a[e] / trace * (g->a[e] / trace);
    return s->total > 0 ? 1 / squares : 0;
}

/* The leading axes, one per row of `config` (dims x n), and the shares that they explain. */
static struct error *find_axes(struct matrix *g, const struct spread *s, struct matrix *config,
                               double *explained)
{
    struct error *err = NULL;
    size_t n = s->n, count = size_min(config->rows, n);
    struct matrix vector = {0};
    double *ascending = calloc(count, sizeof *ascending);
    if (!ascending)
        TRY(error_memory("principal components"));
    TRY(matrix_new(&vector, count, n));
    TRY(lapack_largest_eigenpairs(g, ascending, &vector, "principal components",
                                  "check that the Gram matrix is finite"));
    for (size_t k = 0; k < count; k++) {
        size_t from = count - 1 - k;
        double value = above(ascending[from], s->total_rounding);
        explained[k] = s->total > 0 ? value / s->total : 0;
        for (size_t i = 0; value > 0 && i < n; i++)
            config->a[k * n + i] = sqrt(value) * vector.a[from * n + i];
    }
    signs_fix(config);
out:
    free(ascending);
    matrix_free(&vector);
    return err;
}

/* By Pythagoras: what the axes leave of each row's squared distance from the origin. */
static void measure_rest(const struct spread *s, struct pca *pca)
{
    size_t dims = pca->coords.cols;
    for (size_t i = 0; i < s->n; i++) {
        double rest = s->squared[i];
        for (size_t k = 0; k < dims; k++)
            rest -= pca->coords.a[i * dims + k] * pca->coords.a[i * dims + k];
        rest = above(rest, s->rounding[i]);
        pca->off_plane[i] = sqrt(rest);
        pca->off_share[i] = rest > 0 ? rest / s->squared[i] : 0;
    }
}

static struct error *pca_new(struct pca *pca, size_t n, size_t dims)
{
    struct error *err;
    *pca = (struct pca){0};
    TRY(matrix_new(&pca->coords, n, dims));
    pca->explained = calloc(dims, sizeof *pca->explained);
    pca->off_plane = calloc(n, sizeof *pca->off_plane);
    pca->off_share = calloc(n, sizeof *pca->off_share);
    if (!pca->explained || !pca->off_plane || !pca->off_share)
        err = error_memory("principal components");
out:
    return err;
}

struct error *pca_of_gram(struct matrix *g, size_t dims, enum pca_origin origin, struct pca *result)
{
    struct error *err;
    size_t n = g->rows;
    struct spread spread = {0};
    struct matrix config = {0};
    TRY(pca_new(result, n, dims));
    TRY(spread_new(&spread, n));
    TRY(matrix_new(&config, dims, n));
    TRY(move_origin(g, origin));
    note_distances(&spread, g);
    result->participation = participation_ratio(g, &spread);
    TRY(find_axes(g, &spread, &config, result->explained));
    for (size_t k = 0; k < dims; k++) {
        result->explained_total += result->explained[k];
        for (size_t i = 0; i < n; i++)
            result->coords.a[i * dims + k] = config.a[k * n + i];
    }
    measure_rest(&spread, result);
out:
    spread_free(&spread);
    matrix_free(&config);
    if (err)
        pca_free(result);
    return err;
}

void pca_free(struct pca *pca)
{
    matrix_free(&pca->coords);
    free(pca->explained);
    free(pca->off_plane);
    free(pca->off_share);
    *pca = (struct pca){0};
}
