#include "landscape/principal.h"

#include "base/size.h"
#include "gram/sum.h"
#include "matrix/lapack.h"
#include "matrix/signs.h"
#include "snapshot/snapreader.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

enum { PANEL_BYTES = 16 << 20, PANEL_COLS_LEAST = 256 };

/* An eigenvalue below this share of the largest is a rounding error. */
#define RANK_TOLERANCE 1e-12

struct pass {
    const struct snapshots *set;
    size_t about;
    struct snapreader *reader;
    double *block; /* differences: set->count x width */
    size_t width;
    size_t first, cols; /* the columns in the block */
};

static struct error *pass_begin(struct pass *p, const struct snapshots *s, size_t about)
{
    size_t bytes;
    size_t width = size_max(PANEL_BYTES / sizeof(double) / s->count, PANEL_COLS_LEAST);
    *p = (struct pass){.set = s, .about = about, .width = size_min(width, snapshots_params(s))};
    if (size_mul(s->count, p->width * sizeof *p->block, &bytes))
        p->block = malloc(bytes);
    if (!p->block)
        return error_memory("differences of snapshots");
    return snapreader_new(&p->reader, s, p->width);
}

static void pass_end(struct pass *p)
{
    snapreader_free(p->reader);
    free(p->block);
}

static double element(const void *panel, enum phm_type type, size_t i)
{
    return type == PHM_F32 ? (double)((const float *)panel)[i] : ((const double *)panel)[i];
}

/* Reads the next columns' differences; p->cols is 0 at the end. */
static struct error *pass_next(struct pass *p)
{
    const void *panel;
    enum phm_type type = p->set->type;
    size_t cols = 0;
    p->first += p->cols;
    p->cols = 0;
    struct error *err = snapreader_next(p->reader, &panel, &cols);
    if (err || !panel)
        return err;
    p->cols = cols;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < p->set->count; i++)
        for (size_t j = 0; j < cols; j++)
            p->block[i * cols + j] =
                element(panel, type, i * cols + j) - element(panel, type, p->about * cols + j);
    return NULL;
}

static struct error *gram_of_differences(const struct snapshots *s, size_t about,
                                         struct report *report, struct matrix *g)
{
    struct error *err;
    struct gram_plan plan = {0};
    struct gram_sum sum = {0};
    struct pass pass = {0};
    TRY(gram_plan_new(&plan, s->count, 0));
    TRY(gram_sum_begin(&sum, &plan, NULL, GRAM_SQUARES));
    TRY(pass_begin(&pass, s, about));
    for (;;) {
        TRY(pass_next(&pass));
        if (pass.cols == 0)
            break;
        struct panel panel = {pass.first, s->count, pass.cols, PHM_F64, NULL, pass.block};
        gram_sum_add(&sum, &panel, &(struct span){0, pass.cols}, 1);
        report_progress(report, "principal directions",
                        (double)(pass.first + pass.cols) / (double)snapshots_params(s) / 2);
    }
    TRY(gram_sum_check(&sum));
    gram_sum_finish(&sum, g);
    gram_form_to_products(g);
out:
    pass_end(&pass);
    gram_sum_free(&sum);
    gram_plan_free(&plan);
    return err;
}

/* Turns eigenpairs, ascending, into coordinates; each row of `vector` becomes the weights with
 * which the differences add up to a direction. */
static void take_coords(const double *value, struct matrix *vector, struct matrix *coords)
{
    size_t n = vector->cols, dims = coords->cols;
    for (size_t k = 0; k < dims; k++) {
        double *v = vector->a + (dims - 1 - k) * n, length = sqrt(value[dims - 1 - k]);
        for (size_t i = 0; i < n; i++) {
            coords->a[i * dims + k] = v[i] * length;
            v[i] /= length;
        }
    }
}

/* Overwrites g. `vector` becomes the weights, dims x n, those of the last direction first. */
static struct error *decompose(struct matrix *g, struct matrix *coords, struct matrix *vector,
                               double *share)
{
    struct error *err;
    size_t n = g->rows, dims = coords->cols;
    double all = 0, kept = 0, *value = calloc(dims, sizeof *value);
    if (!value)
        return error_memory("principal directions");
    for (size_t i = 0; i < n; i++)
        all += g->a[i * n + i];
    TRY(lapack_largest_eigenpairs(g, value, vector, "principal directions",
                                  "are the snapshots of one training?"));
    if (!(value[0] > RANK_TOLERANCE * value[dims - 1]))
        TRY(error_new("the snapshots have no %zu principal directions: they are the same, or lie "
                      "on a line: name more of them, or others",
                      dims));
    for (size_t k = 0; k < dims; k++)
        kept += value[k];
    *share = kept / all;
    signs_fix(vector);
    take_coords(value, vector, coords);
out:
    free(value);
    return err;
}

static struct error *combine_differences(const struct snapshots *s, size_t about,
                                         const struct matrix *weights, struct report *report,
                                         double *const *direction)
{
    struct error *err;
    struct pass pass = {0};
    size_t dims = weights->rows;
    TRY(pass_begin(&pass, s, about));
    for (;;) {
        TRY(pass_next(&pass));
        if (pass.cols == 0)
            break;
        for (size_t k = 0; k < dims; k++)
            cblas_dgemv(CblasRowMajor, CblasTrans, (blasint)s->count, (blasint)pass.cols, 1,
                        pass.block, (blasint)pass.cols, weights->a + (dims - 1 - k) * weights->cols,
                        1, 0, direction[k] + pass.first, 1);
        report_progress(report, "principal directions",
                        0.5 + (double)(pass.first + pass.cols) / (double)snapshots_params(s) / 2);
    }
out:
    pass_end(&pass);
    return err;
}

struct error *principal_directions(const struct snapshots *s, size_t about, struct report *report,
                                   struct matrix *coords, double *const *direction, double *share)
{
    struct error *err;
    struct matrix g = {0}, vector = {0};
    TRY(matrix_new(&vector, coords->cols, s->count));
    TRY(gram_of_differences(s, about, report, &g));
    TRY(decompose(&g, coords, &vector, share));
    TRY(combine_differences(s, about, &vector, report, direction));
out:
    matrix_free(&g);
    matrix_free(&vector);
    return err;
}
