/* MDS from checked distances to an oriented picture. */
#include "mds.h"

#include "mds_impl.h"
#include "size.h"

#include <math.h>

/* Triangles that differ by less than this share of their entry, or of the largest, were rounded
 * (float32 has 6e-8); so was a diagonal below the latter. */
#define ROUNDED_ENTRY 1e-5
#define ROUNDED_LARGEST 1e-7
#define LARGEST 1e150 /* squares of more do not fit a float64 */

const struct mds_opts mds_defaults = {.dims = 2,
                                      .algorithm = MDS_METRIC,
                                      .solver = MDS_BOTH,
                                      .seed = 0,
                                      .max_iter = 1000,
                                      .eps = 1e-8};

const char *const mds_algorithm_names[] = {"classical", "metric", "nonmetric", NULL};
const char *const mds_solver_names[] = {"both", "smacof", "sgd", NULL};

/* SGD alone cools further than the search does, for nothing comes after it. */
static const struct mds_schedule long_schedule = {.passes = 30, .first = 1, .last = 0.01};

static struct error *check_entries(const struct matrix *m, double *largest)
{
    *largest = 0;
    for (size_t i = 0; i < m->rows; i++)
        for (size_t j = 0; j < m->cols; j++) {
            double v = m->a[i * m->cols + j];
            if (!(v >= 0 && v <= LARGEST))
                return error_new("the distances: row %zu, column %zu (from 0) is %g: a distance is "
                                 "a number from 0 to %g",
                                 i, j, v, LARGEST);
            *largest = fmax(*largest, v);
        }
    return NULL;
}

/* Compares the part of the triangles in rows top..bottom-1, columns left..right-1. */
static struct error *check_tile(const struct matrix *m, double rounded, size_t top, size_t bottom,
                                size_t left, size_t right)
{
    size_t n = m->rows;
    for (size_t i = top; i < bottom; i++)
        for (size_t j = left; j < size_min(right, i); j++) {
            double below = m->a[i * n + j], above = m->a[j * n + i];
            if (fabs(below - above) > fmax(rounded, ROUNDED_ENTRY * fmax(below, above)))
                return error_new(
                    "the distances: row %zu, column %zu (from 0) is %.9g, but row %zu, "
                    "column %zu is %.9g: MDS wants a symmetric matrix",
                    i, j, below, j, i, above);
        }
    return NULL;
}

static struct error *check_symmetry(const struct matrix *m, double rounded)
{
    enum { TILE = 64 }; /* rows of one tile and columns of its mirror image fit the L2 cache */
    struct error *err = NULL;
    size_t n = m->rows;
    for (size_t i = 0; i < n; i++)
        if (m->a[i * n + i] > rounded)
            return error_new("the distances: row %zu, column %zu (from 0) is %g: the distance of a "
                             "snapshot to itself is 0",
                             i, i, m->a[i * n + i]);
    for (size_t top = 0; top < n; top += TILE)
        for (size_t left = 0; left <= top; left += TILE)
            TRY(check_tile(m, rounded, top, size_min(top + TILE, n), left,
                           size_min(left + TILE, n)));
out:
    return err;
}

static struct error *check_distances(const struct matrix *m)
{
    struct error *err = NULL;
    double largest;
    if (m->rows != m->cols)
        return error_new("the distances: %zu rows, %zu columns: MDS wants a square matrix, the "
                         "distances of all pairs",
                         m->rows, m->cols);
    if (m->rows == 0)
        return error_new("the distances: no rows: MDS wants at least one snapshot");
    TRY(check_entries(m, &largest));
    TRY(check_symmetry(m, ROUNDED_LARGEST * largest));
out:
    return err;
}

static struct error *run_sgd(const struct matrix *distance, struct matrix *config, uint64_t seed,
                             struct mds_descent *result)
{
    struct error *err = NULL;
    struct mds_rounds rounds;
    TRY(mds_rounds_new(&rounds, distance, config, seed));
    TRY(mds_anneal(&rounds, long_schedule, seed + 1, config, config));
    result->iterations = long_schedule.passes;
out:
    mds_rounds_free(&rounds);
    return err;
}

static struct error *run_metric(const struct matrix *distance, struct matrix *config,
                                const struct mds_opts *opts, struct report *report,
                                struct mds_descent *result)
{
    switch (opts->solver) {
    case MDS_SMACOF:
        return mds_smacof(distance, config, (struct mds_limits){opts->max_iter, opts->eps}, opts,
                          report, result);
    case MDS_SGD:
        return run_sgd(distance, config, opts->seed, result);
    case MDS_BOTH:
        break;
    }
    return mds_search(distance, config, opts, report, result);
}

static void transpose(const struct matrix *from, struct matrix *to)
{
    for (size_t i = 0; i < from->rows; i++)
        for (size_t j = 0; j < from->cols; j++)
            to->a[j * to->cols + i] = from->a[i * from->cols + j];
}

struct error *mds_embed(const struct matrix *distance, const struct mds_opts *opts,
                        struct report *report, struct mds_result *result)
{
    struct error *err = NULL;
    struct matrix config = {0};
    struct mds_descent descent = {0};
    *result = (struct mds_result){0};
    TRY(check_distances(distance));
    TRY(matrix_new(&config, opts->dims, distance->rows));
    TRY(mds_classical(distance, &config));
    if (opts->algorithm == MDS_METRIC)
        TRY(run_metric(distance, &config, opts, report, &descent));
    else if (opts->algorithm == MDS_NONMETRIC)
        TRY(mds_nonmetric(distance, &config, opts, report, &descent));
    TRY(mds_orient(&config));
    result->stress = opts->algorithm == MDS_NONMETRIC ? sqrt(descent.value)
                                                      : mds_config_stress(distance, &config);
    result->iterations = descent.iterations;
    TRY(matrix_new(&result->coords, distance->rows, opts->dims));
    transpose(&config, &result->coords);
out:
    matrix_free(&config);
    return err;
}
