/* MDS from checked distances to an oriented picture. */
#include "mds/mds.h"

#include "base/memory.h"
#include "mds/impl.h"

#include <math.h>

const struct mds_opts mds_defaults = {.dims = 2,
                                      .algorithm = MDS_METRIC,
                                      .solver = MDS_BOTH,
                                      .seed = 0,
                                      .max_iter = 1000,
                                      .eps = 1e-8};

const char *const mds_algorithm_names[] = {"classical", "metric", "nonmetric", "inpca", NULL};
const char *const mds_solver_names[] = {"both", "smacof", "sgd", NULL};

/* SGD alone cools further than the search does, for nothing comes after it. */
static const struct mds_schedule long_schedule = {.passes = 30, .first = 1, .last = 0.01};

static struct error *run_sgd(const struct matrix *distance, const struct matrix *weight,
                             struct matrix *config, uint64_t seed, struct mds_descent *result)
{
    struct error *err = NULL;
    struct mds_rounds rounds;
    TRY(mds_rounds_new(&rounds, distance, weight, config, seed));
    TRY(mds_anneal(&rounds, long_schedule, seed + 1, config, config));
    result->iterations = long_schedule.passes;
out:
    mds_rounds_free(&rounds);
    return err;
}

static struct error *run_metric(const struct matrix *distance, const struct matrix *weight,
                                struct matrix *config, const struct mds_opts *opts,
                                struct report *report, struct mds_descent *result)
{
    struct error *err = NULL;
    struct mds_limits limits = {.max_iter = opts->max_iter, .eps = opts->eps};
    struct mds_problem problem = {0};
    if (opts->solver == MDS_SGD)
        return run_sgd(distance, weight, config, opts->seed, result);
    TRY(mds_problem_new(&problem, distance, weight));
    if (opts->solver == MDS_SMACOF)
        TRY(mds_smacof(&problem, config, limits, opts, report, result));
    else
        TRY(mds_search(&problem, config, opts, report, result));
out:
    mds_problem_free(&problem);
    return err;
}

static struct error *run(const struct matrix *distance, const struct matrix *weight,
                         struct matrix *config, const struct mds_opts *opts, struct report *report,
                         struct mds_descent *result)
{
    struct error *err = mds_check_squares(distance);
    if (err)
        return err;
    if (opts->algorithm == MDS_METRIC && opts->solver == MDS_BOTH && !weight &&
        distance->rows > MDS_THOROUGH)
        return mds_coarse_to_fine(distance, config, opts, report, result);
    TRY(mds_classical(distance, NULL, config));
    if (opts->algorithm == MDS_METRIC)
        TRY(run_metric(distance, weight, config, opts, report, result));
    else if (opts->algorithm == MDS_NONMETRIC)
        TRY(mds_nonmetric(distance, config, opts, report, result));
out:
    return err;
}

static struct error *check_use_of_weights(const struct mds_opts *opts,
                                          const struct matrix *distance)
{
    if (opts->algorithm != MDS_METRIC)
        return error_new("weights: not used by %s MDS: use metric MDS",
                         mds_algorithm_names[opts->algorithm]);
    return mds_check_weights(opts->weight, distance);
}

/* Fills `config` with the oriented picture, and the rest of the result but for the coords. */
static struct error *solve(const struct matrix *distance, const struct matrix *weight,
                           struct matrix *config, const struct mds_opts *opts,
                           struct report *report, struct mds_result *result)
{
    struct error *err;
    struct mds_descent descent = {0};
    if (opts->algorithm == MDS_INPCA) {
        TRY(mds_inpca(distance, config, &result->spectrum));
        result->stress = 1 - result->spectrum.explained[opts->dims - 1];
        goto out;
    }
    TRY(run(distance, weight, config, opts, report, &descent));
    TRY(mds_orient(config));
    result->stress = opts->algorithm == MDS_NONMETRIC ? sqrt(descent.value)
                                                      : mds_config_stress(distance, weight, config);
    result->iterations = descent.iterations;
out:
    return err;
}

static void transpose(const struct matrix *from, struct matrix *to)
{
    for (size_t i = 0; i < from->rows; i++)
        for (size_t j = 0; j < from->cols; j++)
            to->a[j * to->cols + i] = from->a[i * from->cols + j];
}

/* Beside the distances: the matrix of the classical solution; of its copy, whose spectrum is
 * measured; of packed pairs, half a matrix, what nonmetric.c sorts. */
static size_t bytes_of(size_t n, const struct mds_opts *opts, bool weighted)
{
    if (opts->algorithm == MDS_NONMETRIC)
        return matrix_bytes(7, n, n) / 2;
    return matrix_bytes(opts->algorithm == MDS_INPCA ? 2 : weighted ? 3 : 1, n, n);
}

struct error *mds_embed(const struct matrix *distance, const struct mds_opts *opts,
                        struct report *report, struct mds_result *result)
{
    struct error *err = NULL;
    struct matrix config = {0};
    *result = (struct mds_result){0};
    TRY(mds_check_distances(distance));
    if (opts->weight)
        TRY(check_use_of_weights(opts, distance));
    const struct matrix *weight =
        opts->weight && !mds_weights_are_equal(opts->weight) ? opts->weight : NULL;
    TRY(memory_check(bytes_of(distance->rows, opts, weight), distance->rows, report));
    TRY(matrix_new(&config, opts->dims, distance->rows));
    TRY(solve(distance, weight, &config, opts, report, result));
    report_line(report, REPORT_DETAIL,
                "%s MDS of %zu points in %zu dimensions: stress %.6g, %zu "
                "iterations",
                mds_algorithm_names[opts->algorithm], distance->rows, opts->dims, result->stress,
                result->iterations);
    TRY(matrix_new(&result->coords, distance->rows, opts->dims));
    transpose(&config, &result->coords);
out:
    matrix_free(&config);
    if (err)
        mds_spectrum_free(&result->spectrum);
    return err;
}
