/* Raw stress, the Guttman transform, normalised stress. */
#include "mds_impl.h"

#include "size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A tile is a few rows by a chunk of columns: its share of x and of the sums stays in the L1 cache
 * while the distances stream past. */
enum { TILE_ROWS = 8, CHUNK = 512 };

struct error *mds_slices_new(struct mds_slices *slices, size_t n, size_t dims)
{
    size_t count, bytes;
    *slices = (struct mds_slices){.n = n, .dims = dims};
    if (!size_mul(n, dims, &count) || !size_mul(count, MDS_SLICES * sizeof(double), &bytes))
        return error_memory("the sums of the Guttman transform");
    slices->sum = malloc(size_max(bytes, 1));
    return slices->sum ? NULL : error_memory("the sums of the Guttman transform");
}

void mds_slices_free(struct mds_slices *slices)
{
    free(slices->sum);
    *slices = (struct mds_slices){0};
}

/* Squared distances of point i of x to the points first..first+count-1. */
MDS_INLINE void squares_row(const double *restrict x, size_t n, size_t dims, size_t i, size_t first,
                            size_t count, double *restrict square)
{
    memset(square, 0, count * sizeof *square);
    for (size_t k = 0; k < dims; k++) {
        const double *restrict xk = x + k * n + first;
        double xi = x[k * n + i];
#pragma omp simd
        for (size_t j = 0; j < count; j++)
            square[j] += (xi - xk[j]) * (xi - xk[j]);
    }
}

/* Adds what the pairs of point i with first..first+count-1 (all below i) pull at both ends to
 * `sum`; returns their raw stress. */
MDS_INLINE double pull_row(const double *restrict target, const double *restrict x, size_t n,
                           size_t dims, size_t i, size_t first, size_t count, double *restrict sum)
{
    double pull[CHUNK], stress = 0;
    squares_row(x, n, dims, i, first, count, pull);
#pragma omp simd reduction(+ : stress)
    for (size_t j = 0; j < count; j++) {
        double r = sqrt(pull[j]), error = target[j] - r;
        stress += error * error;
        pull[j] = target[j] / (r + MDS_COINCIDE);
    }
    for (size_t k = 0; k < dims; k++) {
        const double *restrict xk = x + k * n + first;
        double *restrict sk = sum + k * n + first;
        double xi = x[k * n + i], total = 0;
#pragma omp simd reduction(+ : total)
        for (size_t j = 0; j < count; j++) {
            double force = pull[j] * (xi - xk[j]);
            total += force;
            sk[j] -= force;
        }
        sum[k * n + i] += total;
    }
    return stress;
}

/* The pairs of every MDS_SLICES-th group of rows, so that all slices have long and short ones. */
MDS_KERNEL static double pull_slice(const double *restrict target, const double *restrict x,
                                    size_t n, size_t dims, size_t slice, double *restrict sum)
{
    double stress = 0;
    memset(sum, 0, dims * n * sizeof *sum);
    for (size_t top = slice * TILE_ROWS; top < n; top += MDS_SLICES * TILE_ROWS) {
        size_t bottom = size_min(top + TILE_ROWS, n);
        for (size_t first = 0; first < bottom; first += CHUNK)
            for (size_t i = size_max(top, first + 1); i < bottom; i++)
                stress += pull_row(target + i * n + first, x, n, dims, i, first,
                                   size_min(CHUNK, i - first), sum);
    }
    return stress;
}

double mds_guttman(struct mds_slices *slices, const struct matrix *target, const double *x,
                   double *image)
{
    size_t n = slices->n, size = n * slices->dims;
    double part[MDS_SLICES], stress = 0;
#pragma omp parallel for schedule(dynamic, 1) if (n >= MDS_PARALLEL)
    for (size_t s = 0; s < MDS_SLICES; s++)
        part[s] = pull_slice(target->a, x, n, slices->dims, s, slices->sum + s * size);
    memset(image, 0, size * sizeof *image);
    for (size_t s = 0; s < MDS_SLICES; s++) {
        const double *sum = slices->sum + s * size;
        stress += part[s];
        for (size_t i = 0; i < size; i++)
            image[i] += sum[i];
    }
    for (size_t i = 0; i < size; i++)
        image[i] /= (double)n;
    return stress;
}

MDS_KERNEL static void distances_row(const double *restrict x, size_t n, size_t dims, size_t i,
                                     double *restrict distance)
{
    squares_row(x, n, dims, i, 0, i, distance);
#pragma omp simd
    for (size_t j = 0; j < i; j++)
        distance[j] = sqrt(distance[j]);
}

void mds_distances(const double *x, size_t dims, struct matrix *distance)
{
    size_t n = distance->rows;
#pragma omp parallel for schedule(dynamic, 16) if (n >= MDS_PARALLEL)
    for (size_t i = 0; i < n; i++)
        distances_row(x, n, dims, i, distance->a + i * n);
}

double mds_sum_of_squares(const struct matrix *distance)
{
    double sum = 0;
    for (size_t i = 0; i < distance->rows; i++) {
        const double *row = distance->a + i * distance->cols;
        double part = 0;
        for (size_t j = 0; j < i; j++)
            part += row[j] * row[j];
        sum += part;
    }
    return sum;
}

/* Sums over pairs of products of distances D and configuration distances r. */
struct products {
    double dd, dr, rr;
    double residual; /* (D - scale r)^2 */
};

MDS_KERNEL static void add_products(const double *restrict target, const double *restrict x,
                                    size_t n, size_t dims, size_t i, double scale,
                                    struct products *sums)
{
    double square[CHUNK];
    for (size_t first = 0; first < i; first += CHUNK) {
        const double *restrict d = target + i * n + first;
        size_t count = size_min(CHUNK, i - first);
        double dd = 0, dr = 0, rr = 0, residual = 0;
        squares_row(x, n, dims, i, first, count, square);
#pragma omp simd reduction(+ : dd, dr, rr, residual)
        for (size_t j = 0; j < count; j++) {
            double r = sqrt(square[j]), error = d[j] - scale * r;
            dd += d[j] * d[j];
            dr += d[j] * r;
            rr += square[j];
            residual += error * error;
        }
        sums->dd += dd;
        sums->dr += dr;
        sums->rr += rr;
        sums->residual += residual;
    }
}

static struct products products_at(const struct matrix *distance, const struct matrix *config,
                                   double scale)
{
    struct products sums = {0};
    for (size_t i = 1; i < config->cols; i++)
        add_products(distance->a, config->a, config->cols, config->rows, i, scale, &sums);
    return sums;
}

/* The residual takes a second pass: computed from the other sums it would be lost to cancellation
 * where the fit is good. */
double mds_config_stress(const struct matrix *distance, const struct matrix *config)
{
    struct products sums = products_at(distance, config, 0);
    if (sums.dd <= 0)
        return 0;
    if (sums.rr > 0)
        sums = products_at(distance, config, sums.dr / sums.rr);
    return sqrt(sums.residual / sums.dd);
}
