/* MDS from checked distances to an oriented picture. */
#include "mds.h"

#include "check.h"
#include "mds_impl.h"
#include "size.h"

#include <math.h>

/* What differs from its mirror image, or from 0 on the diagonal, by less than this share of the
 * largest distance was rounded: distances by way of a float64 Gram matrix lose half their digits.
 */
#define ROUNDED 1e-6
#define LARGEST 1e150 /* the squares of more overflow */

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

/* Fails on the first entry that is too large, else sets *largest. */
static struct error *check_largest(const struct matrix *m, double *largest)
{
    double most = 0;
    size_t count = m->rows * m->cols, e = 0;
#pragma omp parallel for simd reduction(max : most) schedule(static) if (m->rows >= MDS_PARALLEL)
    for (size_t i = 0; i < count; i++)
        most = m->a[i] > most ? m->a[i] : most;
    *largest = most;
    if (most <= LARGEST)
        return NULL;
    while (m->a[e] <= LARGEST)
        e++;
    return error_new("distance matrix: row %zu, column %zu: %g is more than %g: scale the "
                     "distances down",
                     e / m->cols, e % m->cols, m->a[e], LARGEST);
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

static struct error *check_symmetry(const struct matrix *m, double rounded)
{
    size_t n = m->rows, first = n, row = 0, col = 0;
    for (size_t i = 0; i < n; i++)
        if (m->a[i * n + i] > rounded)
            return error_new("distance matrix: row %zu, column %zu: %g: the distance of a snapshot "
                             "to itself is 0",
                             i, i, m->a[i * n + i]);
#pragma omp parallel for private(row, col) reduction(min      \
                                                     : first) \
    schedule(dynamic) if (n >= MDS_PARALLEL)
    for (size_t top = 0; top < n; top += TILE)
        if (find_asymmetry(m, rounded, top, &row, &col))
            first = size_min(first, top);
    if (first == n)
        return NULL;
    (void)find_asymmetry(m, rounded, first, &row, &col);
    return error_new("distance matrix: row %zu, column %zu: %g, but %g in row %zu, column %zu: MDS "
                     "wants a symmetric matrix",
                     row, col, m->a[row * n + col], m->a[col * n + row], col, row);
}

static struct error *check_distances(const struct matrix *m)
{
    struct error *err = NULL;
    double largest;
    TRY(matrix_check(m, CHECK_NONNEGATIVE, "distance"));
    TRY(check_largest(m, &largest));
    TRY(check_symmetry(m, ROUNDED * largest));
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
    struct error *err = NULL;
    struct mds_limits limits = {opts->max_iter, opts->eps};
    struct mds_problem problem;
    if (opts->solver == MDS_SGD)
        return run_sgd(distance, config, opts->seed, result);
    TRY(mds_problem_new(&problem, distance));
    if (opts->solver == MDS_SMACOF)
        TRY(mds_smacof(&problem, config, limits, opts, report, result));
    else
        TRY(mds_search(&problem, config, opts, report, result));
out:
    mds_problem_free(&problem);
    return err;
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
    report_line(report, REPORT_DETAIL,
                "%s MDS of %zu points in %zu dimensions: stress %.6g, %zu "
                "iterations",
                mds_algorithm_names[opts->algorithm], distance->rows, opts->dims, result->stress,
                result->iterations);
    TRY(matrix_new(&result->coords, distance->rows, opts->dims));
    transpose(&config, &result->coords);
out:
    matrix_free(&config);
    return err;
}
