/* Metric MDS that looks beyond the classical start's own local minimum.
 *
 * Where the classical solution folds two branches of the data over each other, no descent can part
 * them again: to pass each other they would have to raise stress first. SGD's first passes, whose
 * steps fit each pair exactly and so undo each other's work, are hot enough for that, and which
 * minimum they cool towards is chance. Eight short runs miss a minimum that every second one finds
 * once in 256 times. The runs are independent, so they are what the threads share. */
#include "mds/impl.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_RUNS = 8, LEAST_RUNS = 2, ALL_PAIR_MOVES = 1 << 27 };

/* Cold enough to tell the runs' minima apart after a few steps of SMACOF (measured on the golden
 * sets: a tenth and ten steps choose the same), and then only the best is followed to the end. */
static const struct mds_schedule short_schedule = {.passes = 8, .first = 1, .last = 0.03};
static const struct mds_limits rough = {.max_iter = 3, .eps = 1e-5};

/* Up to so many points both descents go to their ends, so that the result is never above that of
 * the classical start. With more, which of two long descents ends lower is seen well enough (to
 * some parts in ten thousand) after a hundred steps, and the other would double the time. */
enum { TRIAL_STEPS = 100 };

/* Eight runs up to some 2,000 points, fewer beyond, so that a larger picture does not cost eight
 * times as much. */
static size_t run_count(size_t n)
{
    size_t pairs = size_max(n * (n - 1) / 2, 1);
    return size_max(LEAST_RUNS,
                    size_min(MOST_RUNS, ALL_PAIR_MOVES / (pairs * short_schedule.passes)));
}

/* runs[i] becomes the end of run i from `start`. */
static struct error *anneal_all(const struct mds_problem *problem, const struct matrix *start,
                                uint64_t seed, struct matrix *runs, size_t count)
{
    struct error *err = NULL, *failed[MOST_RUNS] = {0};
    struct mds_rounds rounds;
    TRY(mds_rounds_new(&rounds, problem->distance, problem->weight, start, seed));
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < count; i++)
        failed[i] = mds_anneal(&rounds, short_schedule, seed + 1 + i, start, &runs[i]);
    for (size_t i = 0; i < count; i++)
        if (!err)
            err = failed[i];
        else
            error_free(failed[i]);
out:
    mds_rounds_free(&rounds);
    return err;
}

/* Descends a little from each run, to find the lowest. */
static struct error *find_lowest(const struct mds_problem *problem, struct matrix *runs,
                                 size_t count, const struct mds_opts *opts, struct report *report,
                                 size_t *best)
{
    struct error *err = NULL;
    struct mds_opts silent = *opts;
    struct mds_descent end;
    silent.reached = NULL;
    double lowest = 0;
    for (size_t i = 0; i < count; i++) {
        TRY(mds_smacof_single(problem, &runs[i], rough, &silent, report, &end));
        if (i == 0 || end.value < lowest) {
            *best = i;
            lowest = end.value;
        }
    }
out:
    return err;
}

/* Descends from both, to their ends or so far that the lower is known; that one is left in config,
 * and followed to the end. */
static struct error *descend_from_both(const struct mds_problem *problem, struct matrix *annealed,
                                       struct matrix *config, const struct mds_opts *opts,
                                       struct report *report, struct mds_descent *result)
{
    struct error *err = NULL;
    struct mds_limits whole = {.max_iter = opts->max_iter, .eps = opts->eps}, first = whole;
    struct mds_descent other;
    if (config->cols > MDS_THOROUGH)
        first.max_iter = size_min(opts->max_iter, TRIAL_STEPS);
    TRY(mds_smacof(problem, annealed, first, opts, report, &other));
    TRY(mds_smacof(problem, config, first, opts, report, result));
    report_line(report, REPORT_DETAIL,
                "raw stress %.6g from the classical start, %.6g from the best SGD run",
                result->value, other.value);
    if (other.value < result->value) {
        memcpy(config->a, annealed->a, config->rows * config->cols * sizeof(double));
        *result = other;
    }
    size_t before = result->iterations;
    whole.max_iter -= before;
    if (before == first.max_iter && whole.max_iter > 0) {
        TRY(mds_smacof(problem, config, whole, opts, report, result));
        result->iterations += before;
    }
out:
    return err;
}

struct error *mds_search(const struct mds_problem *problem, struct matrix *config,
                         const struct mds_opts *opts, struct report *report,
                         struct mds_descent *result)
{
    struct error *err = NULL;
    struct matrix runs[MOST_RUNS] = {0};
    size_t count = run_count(config->cols), best = 0;
    for (size_t i = 0; i < count; i++)
        TRY(matrix_new(&runs[i], config->rows, config->cols));
    TRY(anneal_all(problem, config, opts->seed, runs, count));
    TRY(find_lowest(problem, runs, count, opts, report, &best));
    TRY(descend_from_both(problem, &runs[best], config, opts, report, result));
out:
    for (size_t i = 0; i < MOST_RUNS; i++)
        matrix_free(&runs[i]);
    return err;
}
