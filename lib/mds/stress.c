/* Raw stress, the Guttman transform, normalised stress. */
#define REAL double
#define ROOT sqrt
#define COINCIDE 1e-150 /* distances are at most 1e150 */
#include "mds/pull.h"

#include <stdlib.h>

struct error *mds_slices_new(struct mds_slices *slices, size_t n, size_t dims)
{
    size_t size, sums, parts;
    *slices = (struct mds_slices){.n = n, .dims = dims};
    if (!size_mul(size_max(n, MDS_CHUNK), dims, &size) ||
        !size_mul(size, MDS_SLICES * sizeof(double), &size))
        return error_memory("the sums of the Guttman transform");
    sums = MDS_SLICES * dims * n;
    parts = MDS_SLICES * dims * MDS_CHUNK;
    slices->sum = malloc(size_max(sums, 1) * sizeof *slices->sum);
    slices->part = malloc(size_max(parts, 1) * sizeof(double));
    slices->x = malloc(size_max(n * dims, 1) * sizeof *slices->x);
    if (slices->sum && slices->part && slices->x)
        return NULL;
    mds_slices_free(slices);
    return error_memory("the sums of the Guttman transform");
}

void mds_slices_free(struct mds_slices *slices)
{
    free(slices->sum);
    free(slices->part);
    free(slices->x);
    *slices = (struct mds_slices){0};
}

CLONED void mds_slices_add(const struct mds_slices *slices, double scale, double *image)
{
    size_t size = slices->n * slices->dims;
    memset(image, 0, size * sizeof *image);
    for (size_t s = 0; s < MDS_SLICES; s++) {
        const double *sum = slices->sum + s * size;
#pragma omp simd
        for (size_t i = 0; i < size; i++)
            image[i] += sum[i];
    }
    for (size_t i = 0; i < size; i++)
        image[i] *= scale;
}

struct error *mds_pack(const struct matrix *m, struct matrix *packed)
{
    size_t n = m->rows;
    struct error *err = matrix_new(packed, 1, pairs_count(n));
    if (err)
        return err;
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        pack_slice(m, 1, s, packed->a + mds_slice_start(n, s));
    return NULL;
}

double mds_pull(const struct mds_slices *slices, const double *target, const double *weight,
                const double *x)
{
    size_t n = slices->n, dims = slices->dims;
    double part[MDS_SLICES], stress = 0, *tile = slices->part;
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++) {
        size_t start = mds_slice_start(n, s);
        part[s] = pull_slice(target + start, weight ? weight + start : NULL, x, n, dims, s,
                             tile + s * dims * MDS_CHUNK, slices->sum + s * dims * n);
    }
    for (size_t s = 0; s < MDS_SLICES; s++)
        stress += part[s];
    return stress;
}

double mds_guttman(const struct mds_slices *slices, const double *target, const double *x,
                   double *image)
{
    double stress = mds_pull(slices, target, NULL, x);
    mds_slices_add(slices, 1 / (double)slices->n, image);
    return stress;
}

CLONED static void distances_slice(const double *restrict x, size_t n, size_t dims, size_t slice,
                                   double *restrict packed)
{
    for (struct mds_tile t = mds_first_tile(n, slice); mds_is_tile(&t); mds_next_tile(&t))
        for (size_t i = mds_tile_top(&t); i < t.bottom; i++) {
            size_t count = mds_tile_count(&t, i);
            squares_row(x, n, dims, i, t.first, count, packed);
#pragma omp simd
            for (size_t j = 0; j < count; j++)
                packed[j] = sqrt(packed[j]);
            packed += count;
        }
}

void mds_distances(const double *x, size_t n, size_t dims, double *packed)
{
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        distances_slice(x, n, dims, s, packed + mds_slice_start(n, s));
}

CLONED double mds_sum_of_squares(const double *packed, size_t count)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t p = 0; p < count; p++)
        sum += packed[p] * packed[p];
    return sum;
}

double mds_weighted_squares(const struct matrix *distance, const struct matrix *weight)
{
    size_t n = distance->rows;
    double part[MDS_SLICES] = {0}, sum = 0;
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        for (size_t i = s; i < n; i += MDS_SLICES)
            for (size_t e = i * n; e < i * n + i; e++)
                part[s] += (weight ? weight->a[e] : 1) * distance->a[e] * distance->a[e];
    for (size_t s = 0; s < MDS_SLICES; s++)
        sum += part[s];
    return sum;
}

/* Weighted sums over pairs of products of distances D and configuration distances r. */
struct products {
    double dd, dr, rr;
    double residual; /* (D - scale r)^2 */
};

CLONED_INLINE void add_row(const double *restrict target, const double *restrict weight,
                           const double *restrict x, size_t n, size_t dims, size_t i, double scale,
                           struct products *sums)
{
    double square[MDS_CHUNK];
    for (size_t first = 0; first < i; first += MDS_CHUNK) {
        const double *restrict d = target + i * n + first, *restrict w =
                                                               weight ? weight + i * n + first
                                                                      : NULL;
        size_t count = size_min(MDS_CHUNK, i - first);
        double dd = 0, dr = 0, rr = 0, residual = 0;
        squares_row(x, n, dims, i, first, count, square);
#pragma omp simd reduction(+ : dd, dr, rr, residual)
        for (size_t j = 0; j < count; j++) {
            double r = sqrt(square[j]), error = d[j] - scale * r, v = weight ? w[j] : 1;
            dd += v * d[j] * d[j];
            dr += v * d[j] * r;
            rr += v * square[j];
            residual += v * error * error;
        }
        sums->dd += dd;
        sums->dr += dr;
        sums->rr += rr;
        sums->residual += residual;
    }
}

CLONED static void add_products(const double *target, const double *weight, const double *x,
                                size_t n, size_t dims, size_t i, double scale,
                                struct products *sums)
{
    if (weight)
        add_row(target, weight, x, n, dims, i, scale, sums);
    else
        add_row(target, NULL, x, n, dims, i, scale, sums);
}

static struct products products_at(const struct matrix *distance, const struct matrix *weight,
                                   const struct matrix *config, double scale)
{
    size_t n = config->cols;
    struct products part[MDS_SLICES] = {{0}}, sums = {0};
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        for (size_t i = s; i < n; i += MDS_SLICES)
            add_products(distance->a, weight ? weight->a : NULL, config->a, n, config->rows, i,
                         scale, &part[s]);
    for (size_t s = 0; s < MDS_SLICES; s++) {
        sums.dd += part[s].dd;
        sums.dr += part[s].dr;
        sums.rr += part[s].rr;
        sums.residual += part[s].residual;
    }
    return sums;
}

/* The residual takes a second pass: computed from the other sums it would be lost to cancellation
 * where the fit is good. */
double mds_config_stress(const struct matrix *distance, const struct matrix *weight,
                         const struct matrix *config)
{
    struct products sums = products_at(distance, weight, config, 0);
    if (sums.dd <= 0)
        return 0;
    if (sums.rr > 0)
        sums = products_at(distance, weight, config, sums.dr / sums.rr);
    return sqrt(sums.residual / sums.dd);
}
