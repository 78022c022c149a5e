/* Classical MDS (Torgerson 1952): of the double-centred squared distances B = -1/2 J D^2 J the
 * leading eigenvectors, each as long as the root of its eigenvalue. With masses m the means of J
 * are theirs, and the eigenvectors are those of M B M, M = diag(m)^1/2, divided by M: the same as
 * if each point were there m times. */
#include "mds/impl.h"

#include "base/size.h"

#include <math.h>
#include <stdlib.h>

/* share: of each point in all mass; root: the diagonal of M. */
static void find_shares(const double *mass, size_t n, double *share, double *root)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += mass ? mass[i] : 1;
    for (size_t i = 0; i < n; i++) {
        share[i] = (mass ? mass[i] : 1) / total;
        root[i] = mass ? sqrt(mass[i]) : 1;
    }
}

static double entry_of(const struct matrix *distance, enum mds_entries entries, size_t i, size_t j)
{
    double d = i == j ? 0 : distance->a[i * distance->cols + j];
    return entries == MDS_SQUARES ? d * d : d;
}

struct error *mds_double_centre(const struct matrix *distance, enum mds_entries entries,
                                const double *mass, struct matrix *b)
{
    size_t n = distance->rows;
    double total = 0;
    double *mean = calloc(3 * n, sizeof *mean);
    if (!mean)
        return error_memory("the double-centred distances");
    double *share = mean + n, *root = share + n;
    find_shares(mass, n, share, root);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double entry = entry_of(distance, entries, i, j);
            mean[i] += entry * share[j];
            mean[j] += entry * share[i];
        }
    for (size_t i = 0; i < n; i++)
        total += mean[i] * share[i];
#pragma omp parallel for schedule(dynamic, 16) if (n >= MDS_PARALLEL)
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            b->a[i * n + j] = -0.5 *
                              (entry_of(distance, entries, i, j) - mean[i] - mean[j] + total) *
                              root[i] * root[j];
    free(mean);
    return NULL;
}

struct error *mds_classical(const struct matrix *distance, const double *mass,
                            struct matrix *config)
{
    struct error *err = NULL;
    size_t n = distance->rows, count = size_min(config->rows, n);
    struct matrix b = {0}, vector = {0};
    double *value = calloc(count, sizeof *value);
    if (!value)
        return error_memory("classical MDS");
    TRY(matrix_new(&b, n, n));
    TRY(matrix_new(&vector, count, n));
    TRY(mds_double_centre(distance, MDS_SQUARES, mass, &b));
    TRY(mds_leading_eigenpairs(&b, MDS_LARGEST, value, &vector));
    for (size_t k = 0; k < count; k++) {
        double length = sqrt(fmax(value[k], 0));
        for (size_t i = 0; i < n; i++)
            config->a[k * n + i] = length * vector.a[k * n + i] / (mass ? sqrt(mass[i]) : 1);
    }
    TRY(mds_orient(config));
out:
    free(value);
    matrix_free(&b);
    matrix_free(&vector);
    return err;
}
