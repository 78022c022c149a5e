/* What MDS asks of its matrices. */
#include "mds/impl.h"

#include "base/size.h"
#include "distance/rounding.h"
#include "matrix/check.h"
#include "matrix/components.h"

#include <math.h>

#define LARGEST_TERM 290 /* of weighted stress, its decimal logarithm; less it, the least */

static double largest_of(const struct matrix *m)
{
    double most = 0;
    size_t count = m->rows * m->cols;
#pragma omp parallel for simd reduction(max : most) schedule(static) if (m->rows >= MDS_PARALLEL)
    for (size_t i = 0; i < count; i++)
        most = m->a[i] > most ? m->a[i] : most;
    return most;
}

/* Fails on the first entry that is too large, else sets *largest. */
static struct error *check_largest(const struct matrix *m, const char *what, double *largest)
{
    size_t e = 0;
    *largest = largest_of(m);
    if (*largest <= CHECK_MOST)
        return NULL;
    while (m->a[e] <= CHECK_MOST)
        e++;
    return error_new("%s matrix: row %zu, column %zu: %g is more than %g: scale it down", what,
                     e / m->cols, e % m->cols, m->a[e], CHECK_MOST);
}

enum { TILE = 64 }; /* a tile and its mirror image fit the L2 cache */

/* Where an entry below the diagonal of rows top..top+TILE-1 differs from its mirror image: true,
 * and its row and column. */
static bool find_asymmetry(const struct matrix *m, double rounded, size_t top, size_t *row,
                           size_t *col)
{
    size_t n = m->rows, bottom = size_min(top + TILE, n);
    for (size_t left = 0; left <= top; left += TILE)
        for (size_t i = top; i < bottom; i++)
            for (size_t j = left; j < size_min(left + TILE, i); j++)
                if (fabs(m->a[i * n + j] - m->a[j * n + i]) > rounded) {
                    *row = i;
                    *col = j;
                    return true;
                }
    return false;
}

static struct error *check_symmetry(const struct matrix *m, const char *what, double rounded)
{
    size_t n = m->rows, first = n, row = 0, col = 0;
#pragma omp parallel for private(row, col) reduction(min      \
                                                     : first) \
    schedule(dynamic) if (n >= MDS_PARALLEL)
    for (size_t top = 0; top < n; top += TILE)
        if (find_asymmetry(m, rounded, top, &row, &col))
            first = size_min(first, top);
    if (first == n)
        return NULL;
    (void)find_asymmetry(m, rounded, first, &row, &col);
    return error_new("%s matrix: row %zu, column %zu: %g, but row %zu, column %zu has %g: give a "
                     "symmetric matrix",
                     what, row, col, m->a[row * n + col], col, row, m->a[col * n + row]);
}

static struct error *check_diagonal(const struct matrix *m, double rounded)
{
    size_t n = m->rows;
    for (size_t i = 0; i < n; i++)
        if (m->a[i * n + i] > rounded)
            return error_new("distance matrix: row %zu, column %zu: %g is not 0, the distance of a "
                             "snapshot to itself",
                             i, i, m->a[i * n + i]);
    return NULL;
}

struct error *mds_check_distances(const struct matrix *distance)
{
    struct error *err = NULL;
    double largest;
    TRY(matrix_check(distance, CHECK_NONNEGATIVE, "distance"));
    TRY(check_largest(distance, "distance", &largest));
    TRY(check_diagonal(distance, DISTANCE_ROUNDED * largest));
    TRY(check_symmetry(distance, "distance", DISTANCE_ROUNDED * largest));
out:
    return err;
}

struct error *mds_check_squares(const struct matrix *distance)
{
    return matrix_check_greatest(largest_of(distance), "distance matrix");
}

/* The first rows of the first two components. */
static struct error *check_connected(const struct matrix *weight)
{
    struct components parts;
    struct error *err = components_find(&parts, weight);
    if (!err && parts.count > 1)
        err = error_new("weight matrix: no positive weight joins %zu groups of snapshots (rows %zu "
                        "and %zu are in two of them): give weights to pairs between the groups",
                        parts.count, parts.member[parts.start[0]], parts.member[parts.start[1]]);
    components_free(&parts);
    return err;
}

struct error *mds_check_weights(const struct matrix *weight, const struct matrix *distance)
{
    struct error *err = NULL;
    size_t n = distance->rows;
    double largest, longest = 1 / mds_unit_scale(distance);
    TRY(matrix_check(weight, CHECK_NONNEGATIVE, "weight"));
    if (weight->rows != n)
        return error_new("weight matrix: %zu x %zu for %zu snapshots: give a weight for each pair",
                         weight->rows, weight->cols, n);
    TRY(check_largest(weight, "weight", &largest));
    if (largest > 0 && fabs(log10(largest) + 2 * log10(longest)) > LARGEST_TERM)
        TRY(error_new("weight matrix: %g times the square of the distance %g is out of range: "
                      "scale the weights",
                      largest, longest));
    TRY(check_symmetry(weight, "weight", DISTANCE_ROUNDED * largest));
    TRY(check_connected(weight));
out:
    return err;
}

bool mds_weights_are_equal(const struct matrix *weight)
{
    size_t n = weight->rows;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (weight->a[i * n + j] != weight->a[n])
                return false;
    return true;
}
