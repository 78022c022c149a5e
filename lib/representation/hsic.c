#include "representation/hsic.h"

#include "base/size.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

const char *const hsic_names[] = {[HSIC_BIASED] = "biased", [HSIC_DEBIASED] = "debiased", NULL};

/* Beside the largest square of a sample, what U-centring leaves of rounding. */
static const double NOISE = 1e-13;

size_t hsic_least_samples(enum hsic estimator)
{
    return estimator == HSIC_DEBIASED ? 4 : 2;
}

bool hsic_columns(size_t samples, enum hsic estimator, size_t *columns)
{
    size_t square, bytes;
    if (!size_mul(samples, samples, &square) || !size_mul(square, sizeof(double), &bytes))
        return false;
    size_t beside = (square - samples) / 2;
    *columns = estimator == HSIC_DEBIASED ? beside : beside + samples;
    return true;
}

/* ---- products ---- */

static void subtract_first_row(struct matrix *x)
{
    const double *first = x->a;
    for (size_t i = x->rows; i-- > 0;) /* the first row comes last */
        for (size_t j = 0; j < x->cols; j++)
            x->a[i * x->cols + j] -= first[j];
}

struct error *hsic_add_features(struct matrix *k, struct matrix *x)
{
    blasint n = (blasint)x->rows, d = (blasint)x->cols;
    subtract_first_row(x);
    struct error *err = matrix_center_columns(x);
    if (!err)
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, d, 1, x->a, d, 1, k->a, n);
    return err;
}

/* ---- rows ---- */

static double trace_of(const struct matrix *k)
{
    double trace = 0;
    for (size_t i = 0; i < k->rows; i++)
        trace += k->a[i * k->cols + i];
    return trace;
}

/* A number is written at or before the place where it is read: so in place. */
static void pack(struct matrix *k)
{
    size_t n = k->rows;
    double scale = 1 / (double)(n - 1), beside = M_SQRT2 * scale, *to = k->a;
    for (size_t i = 0; i < n; i++) {
        const double *row = k->a + i * n;
        *to++ = row[i] * scale;
        for (size_t j = i + 1; j < n; j++)
            *to++ = row[j] * beside;
    }
}

/* The same of the U-centred matrix. `diagonal` is k's, which is overwritten meanwhile. Returns the
 * largest entry of the matrix. */
static double pack_debiased(struct matrix *k, const double *diagonal, double trace)
{
    size_t n = k->rows;
    double count = (double)n, mean = trace / ((count - 1) * (count - 2)), largest = 0;
    double beside = M_SQRT2 / sqrt(count * (count - 3)), *to = k->a;
    for (size_t i = 0; i < n; i++) {
        const double *row = k->a + i * n;
        for (size_t j = i + 1; j < n; j++) {
            double a = row[j] + (diagonal[i] + diagonal[j]) / (count - 2) - mean;
            largest = fmax(largest, fabs(a));
            *to++ = a * beside;
        }
    }
    return largest;
}

static struct error *debiased_row(struct matrix *k, double trace)
{
    struct error *err = NULL;
    size_t n = k->rows;
    double most = 0, *diagonal = malloc(n * sizeof *diagonal);
    if (!diagonal)
        return error_memory("the squares of samples");
    for (size_t i = 0; i < n; i++) {
        diagonal[i] = k->a[i * n + i];
        most = fmax(most, diagonal[i]);
    }
    if (pack_debiased(k, diagonal, trace) <= NOISE * most)
        err =
            error_new("all samples are equally far apart, so that nothing is left to compare when "
                      "debiased: leave the file out, or compare without --debiased");
    free(diagonal);
    return err;
}

struct error *hsic_row(struct matrix *k, enum hsic estimator)
{
    double trace = trace_of(k);
    if (!isfinite(trace))
        return error_new("activations beyond 1e150: divide them by a constant, which changes no "
                         "CKA");
    if (trace < DBL_MIN)
        return error_new("all samples have the same activations (or within 1e-150), which have no "
                         "CKA: leave the file out");
    if (estimator == HSIC_DEBIASED)
        return debiased_row(k, trace);
    pack(k);
    return NULL;
}
