/* What pairs of points pull at each other, in the precision REAL: double in stress.c, float in
 * single.c, which define it, its square root ROOT, and COINCIDE.
 *
 * COINCIDE is added to distances that divide. It changes none but that of points that coincide,
 * whose quotient stays finite and is multiplied by their difference, 0 or next to it, after that. A
 * comparison would keep the compiler from vectorising. */
#include "mds/impl.h"
#include "mds/pairs.h"

#include <math.h>
#include <string.h>

/* Squared distances of point i of x to the points first..first+count-1. */
CLONED_INLINE void squares_row(const REAL *restrict x, size_t n, size_t dims, size_t i,
                               size_t first, size_t count, REAL *restrict square)
{
    memset(square, 0, count * sizeof *square);
    for (size_t k = 0; k < dims; k++) {
        const REAL *restrict xk = x + k * n + first;
        REAL xi = x[k * n + i];
#pragma omp simd
        for (size_t j = 0; j < count; j++)
            square[j] += (xi - xk[j]) * (xi - xk[j]);
    }
}

/* Adds what the pairs of point i with first..first+count-1 pull at those points to `part`
 * (dimensions are MDS_CHUNK apart), and what they pull at i to `own` (n apart). Returns their raw
 * stress. weight: NULL where all are 1. */
CLONED_INLINE double pull_row(const REAL *restrict target, const REAL *restrict weight,
                              const REAL *restrict x, size_t n, size_t dims, size_t i, size_t first,
                              size_t count, REAL *restrict part, double *restrict own)
{
    REAL pull[MDS_CHUNK], stress = 0;
    squares_row(x, n, dims, i, first, count, pull);
#pragma omp simd reduction(+ : stress)
    for (size_t j = 0; j < count; j++) {
        REAL w = weight ? weight[j] : 1;
        REAL r = ROOT(pull[j]), error = target[j] - r;
        stress += w * error * error;
        pull[j] = w * target[j] / (r + COINCIDE);
    }
    for (size_t k = 0; k < dims; k++) {
        const REAL *restrict xk = x + k * n + first;
        REAL *restrict pk = part + k * MDS_CHUNK;
        REAL xi = x[k * n + i], total = 0;
#pragma omp simd reduction(+ : total)
        for (size_t j = 0; j < count; j++) {
            REAL force = pull[j] * (xi - xk[j]);
            total += force;
            pk[j] -= force;
        }
        own[k * n] += (double)total;
    }
    return (double)stress;
}

/* The same for two dimensions, in one loop: only what is pulled at the others goes through memory,
 * which takes half the time. */
CLONED_INLINE double pull_row_in_plane(const REAL *restrict target, const REAL *restrict weight,
                                       const REAL *restrict x, size_t n, size_t i, size_t first,
                                       size_t count, REAL *restrict part, double *restrict own)
{
    const REAL *restrict xs = x + first, *restrict ys = xs + n;
    REAL *restrict part_x = part, *restrict part_y = part + MDS_CHUNK;
    REAL xi = x[i], yi = x[n + i], total_x = 0, total_y = 0, stress = 0;
#pragma omp simd reduction(+ : stress, total_x, total_y)
    for (size_t j = 0; j < count; j++) {
        REAL dx = xi - xs[j], dy = yi - ys[j], w = weight ? weight[j] : 1;
        REAL r = ROOT(dx * dx + dy * dy), error = target[j] - r;
        REAL pull = w * target[j] / (r + COINCIDE), pull_x = pull * dx, pull_y = pull * dy;
        stress += w * error * error;
        total_x += pull_x;
        total_y += pull_y;
        part_x[j] -= pull_x;
        part_y[j] -= pull_y;
    }
    own[0] += (double)total_x;
    own[n] += (double)total_y;
    return (double)stress;
}

/* Adds `part` to the sums of the points from `first` on, and clears it. */
CLONED_INLINE void flush_part(REAL *restrict part, double *restrict sum, size_t n, size_t dims,
                              size_t count)
{
    for (size_t k = 0; k < dims; k++) {
#pragma omp simd
        for (size_t j = 0; j < count; j++) {
            sum[k * n + j] += (double)part[k * MDS_CHUNK + j];
            part[k * MDS_CHUNK + j] = 0;
        }
    }
}

CLONED_INLINE double pull_tiles(const REAL *target, const REAL *weight, const REAL *x, size_t n,
                                size_t dims, size_t slice, REAL *part, double *sum)
{
    double stress = 0;
    memset(sum, 0, dims * n * sizeof *sum);
    memset(part, 0, dims * MDS_CHUNK * sizeof *part);
    for (struct mds_tile t = mds_first_tile(n, slice); mds_is_tile(&t); mds_next_tile(&t)) {
        for (size_t i = mds_tile_top(&t); i < t.bottom; i++) {
            size_t count = mds_tile_count(&t, i);
            stress +=
                dims == 2
                    ? pull_row_in_plane(target, weight, x, n, i, t.first, count, part, sum + i)
                    : pull_row(target, weight, x, n, dims, i, t.first, count, part, sum + i);
            target += count;
            if (weight)
                weight += count;
        }
        flush_part(part, sum + t.first, n, dims, size_min(MDS_CHUNK, t.bottom - 1 - t.first));
    }
    return stress;
}

/* The pairs of a slice, whose targets and weights (or NULL) are packed: what they pull, into `sum`
 * (dims x n); returns their raw stress. part: scratch, dims x MDS_CHUNK. */
CLONED static double pull_slice(const REAL *target, const REAL *weight, const REAL *x, size_t n,
                                size_t dims, size_t slice, REAL *part, double *sum)
{
    if (weight)
        return pull_tiles(target, weight, x, n, dims, slice, part, sum);
    return pull_tiles(target, NULL, x, n, dims, slice, part, sum);
}

/* Packs what `m` (n x n) has below the diagonal, times `scale`. */
static void pack_slice(const struct matrix *m, double scale, size_t slice, REAL *packed)
{
    size_t n = m->rows;
    for (struct mds_tile t = mds_first_tile(n, slice); mds_is_tile(&t); mds_next_tile(&t))
        for (size_t i = mds_tile_top(&t); i < t.bottom; i++) {
            const double *row = m->a + i * n + t.first;
            size_t count = mds_tile_count(&t, i);
            for (size_t j = 0; j < count; j++)
                *packed++ = (REAL)(scale * row[j]);
        }
}
