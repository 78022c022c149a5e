/* InPCA: the eigenvectors of W = -1/2 L D L whose eigenvalues are largest in magnitude, each as
 * long as the root of that. */
#include "mds/impl.h"

#include "base/size.h"
#include "matrix/eigenvalues.h"
#include "matrix/signs.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static struct error *spectrum_new(struct mds_spectrum *s, size_t dims)
{
    *s = (struct mds_spectrum){.eigenvalue = calloc(dims, sizeof *s->eigenvalue),
                               .explained = calloc(dims, sizeof *s->explained)};
    return s->eigenvalue && s->explained ? NULL : error_memory("the spectrum of InPCA");
}

void mds_spectrum_free(struct mds_spectrum *s)
{
    free(s->eigenvalue);
    free(s->explained);
    *s = (struct mds_spectrum){0};
}

/* Eigenvalues up to that are the rounding of 0. */
static double noise_of(double largest, size_t n)
{
    return (double)n * DBL_EPSILON * largest;
}

/* value: all, in ascending order of their magnitudes. Shares are of squares and magnitudes over the
 * largest one, so that none overflows; what an axis and those before it leave is summed as it is,
 * for 1 less what they hold would lose digits. */
static void find_shares(const double *value, size_t n, size_t dims, struct mds_spectrum *s)
{
    double largest = fabs(value[n - 1]), noise = noise_of(largest, n);
    double squares = 0, magnitudes = 0, negative = 0;
    for (size_t i = 0; i < n && largest > 0; i++) {
        double share = fabs(value[i]) / largest;
        if (n - 1 - i < dims)
            s->explained[n - 1 - i] = squares;
        squares += share * share;
        magnitudes += share;
        negative += value[i] < -noise ? share : 0;
    }
    for (size_t k = 0; k < dims; k++)
        s->explained[k] = squares > 0 ? 1 - sqrt(s->explained[k] / squares) : 1;
    s->negative = magnitudes > 0 ? negative / magnitudes : 0;
}

static struct error *measure_spectrum(const struct matrix *w, size_t dims, struct mds_spectrum *s)
{
    struct error *err = NULL;
    size_t n = w->rows;
    struct matrix copy = {0};
    double *value = calloc(2 * n, sizeof *value);
    if (!value)
        TRY(error_memory("the spectrum of InPCA"));
    TRY(matrix_copy(&copy, w));
    matrix_mirror_lower(&copy);
    TRY(eigenvalues_symmetric(&copy, value));
    mds_order_by_magnitude(value, n, value, value + n);
    find_shares(value, n, dims, s);
out:
    matrix_free(&copy);
    free(value);
    return err;
}

struct error *mds_inpca(const struct matrix *distance, struct matrix *config,
                        struct mds_spectrum *spectrum)
{
    struct error *err;
    size_t n = distance->rows, count = size_min(config->rows, n);
    struct matrix w = {0}, vector = {0};
    TRY(spectrum_new(spectrum, config->rows));
    TRY(matrix_new(&w, n, n));
    TRY(matrix_new(&vector, count, n));
    TRY(mds_double_centre(distance, MDS_PLAIN, NULL, &w));
    TRY(measure_spectrum(&w, config->rows, spectrum));
    TRY(mds_leading_eigenpairs(&w, MDS_BY_MAGNITUDE, spectrum->eigenvalue, &vector));
    double noise = noise_of(fabs(spectrum->eigenvalue[0]), n);
    for (size_t k = 0; k < count; k++) {
        double size = fabs(spectrum->eigenvalue[k]);
        if (size <= noise)
            spectrum->eigenvalue[k] = size = 0;
        for (size_t i = 0; i < n; i++)
            config->a[k * n + i] = sqrt(size) * vector.a[k * n + i];
    }
    signs_fix(config);
out:
    matrix_free(&w);
    matrix_free(&vector);
    return err;
}

/* ---- places ---- */

/* As mds_embed takes it: of the lower triangle, and 0 on the diagonal. */
static double between(const struct matrix *distance, size_t i, size_t j)
{
    size_t n = distance->cols;
    return i == j ? 0 : distance->a[size_max(i, j) * n + size_min(i, j)];
}

/* The means of the distances of each of the m rows `at` to them all; returns that of all. */
static double find_means(const struct matrix *distance, const size_t *at, size_t m, double *mean)
{
    double total = 0;
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < m; i++)
            mean[j] += between(distance, at[i], at[j]) / (double)m;
        total += mean[j] / (double)m;
    }
    return total;
}

/* Column k by the square of its length, |l_k|, and with the sign of l_k: (q . v_k) / (s_k
 * sqrt|l_k|) is q times that. A column of zeros stays. */
static void make_projector(const struct matrix *old, const char *signature, struct matrix *p)
{
    size_t m = old->rows, dims = old->cols;
    for (size_t k = 0; k < dims; k++) {
        double square = 0;
        for (size_t j = 0; j < m; j++)
            square += old->a[j * dims + k] * old->a[j * dims + k];
        for (size_t j = 0; j < m && square > 0; j++)
            p->a[j * dims + k] =
                old->a[j * dims + k] / (signature[k] == MDS_IMAGINARY ? -square : square);
    }
}

/* d: the distances of a row to the m old ones, which become q. */
static void centre_row(double *d, const double *mean, double total, size_t m)
{
    double own = 0;
    for (size_t j = 0; j < m; j++)
        own += d[j] / (double)m;
    for (size_t j = 0; j < m; j++)
        d[j] = -0.5 * (d[j] - own - mean[j] + total);
}

struct error *mds_inpca_place(const struct matrix *distance, const size_t *at,
                              const struct matrix *old, const char *signature, struct matrix *all)
{
    struct error *err = NULL;
    size_t n = distance->rows, m = old->rows, dims = old->cols;
    struct matrix projector = {0};
    double *mean = calloc(2 * m + 1, sizeof *mean);
    *all = (struct matrix){0};
    if (!mean)
        TRY(error_memory("the places of new snapshots"));
    TRY(matrix_new(&projector, m, dims));
    TRY(matrix_new(all, n, dims));
    make_projector(old, signature, &projector);
    double *q = mean + m;
    double total = find_means(distance, at, m, mean);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++)
            q[j] = between(distance, i, at[j]);
        centre_row(q, mean, total, m);
        for (size_t j = 0; j < m; j++)
            for (size_t k = 0; k < dims; k++)
                all->a[i * dims + k] += q[j] * projector.a[j * dims + k];
    }
out:
    matrix_free(&projector);
    free(mean);
    return err;
}
