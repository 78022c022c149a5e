/* Metric MDS of many points from coarse to fine, as multigrid methods do it (Bronstein, Bronstein,
 * Kimmel and Yavneh 2006).
 *
 * What takes a descent hundreds of iterations, and what decides in which minimum it ends, is how
 * large parts of the picture lie to each other. That is settled among a few hundred cells of
 * points, where an iteration costs next to nothing. The raw stress of cells, weighted by their
 * masses, with the mean distances between their points, is but for a constant the raw stress of
 * all points when the points of a cell share one place (the Galerkin condition); so the minimum
 * among cells is the best such picture, and a start within some tenths of a percent of a minimum
 * for the next level. There some ten to thirty iterations are left.
 *
 * A cell, unlike a landmark (de Silva and Tenenbaum 2004), counts for all of its points. With
 * landmarks alone, their sampling noise has to be undone on the next level in as many iterations
 * as without them. */
#include "mds/impl.h"

#include "base/size.h"

#include <math.h>
#include <string.h>

/* Each level has a quarter of the points of the next; the search is among 250 to 400. */
enum { COARSEST = 400, FEWEST = 250, STEP = 4 };

/* A run that begins with whole steps forgets where it starts. Cooler ones keep the large features
 * of the classical solution, which for a single path are better than what is found from nowhere,
 * and change smaller ones. Slow cooling, which such few points allow, ends lower: a run of 400
 * passes about where the best of 30 runs of eight passes does. */
enum { RUNS = 8, HEATS = 4, PAIR_MOVES = 1 << 24, LEAST_PASSES = 8 };
static const double heat[HEATS] = {0.05, 0.1, 0.2, 1};
#define COLD 0.03

#define GRID 0x1p-24 /* of the largest coordinate */

/* On one level 10 iterations for a ten-thousandth are the end; what comes after them, over some
 * hundred iterations, is another ten-thousandth or two. */
#define SLOW 1e-4
#define VAGUE 0.15 /* of what has fewer than five dimensions or clusters, cells are narrower */
#define ROUGH 1e-6 /* among cells, no digit beyond it lasts */

struct run {
    struct matrix config;
    double stress;
    struct error *err;
};

static void run_from(struct run *run, const struct mds_problem *problem,
                     const struct mds_rounds *rounds, const struct matrix *start, size_t index,
                     const struct mds_opts *opts)
{
    size_t pairs = start->cols * (start->cols - 1) / 2;
    struct mds_schedule schedule = {size_max(PAIR_MOVES / size_max(pairs, 1), LEAST_PASSES),
                                    heat[index % HEATS], COLD};
    struct mds_limits limits = {.max_iter = opts->max_iter, .eps = ROUGH};
    struct mds_descent end = {0};
    struct error *err = NULL;
    TRY(matrix_new(&run->config, start->rows, start->cols));
    TRY(mds_anneal(rounds, schedule, opts->seed + 1 + index, start, &run->config));
    TRY(mds_smacof_single(problem, &run->config, limits, opts, NULL, &end));
    run->stress = end.value;
out:
    run->err = err;
}

/* The lowest run's end, if it is lower than `config`, takes its place. */
static void take_lowest(struct run *runs, struct matrix *config, double stress,
                        struct report *report)
{
    size_t best = 0;
    for (size_t i = 1; i < RUNS; i++)
        if (runs[i].stress < runs[best].stress)
            best = i;
    report_line(report, REPORT_DETAIL,
                "%zu cells: raw stress %.6g from the classical start, %.6g from the best SGD run",
                config->cols, stress, runs[best].stress);
    if (runs[best].stress < stress)
        memcpy(config->a, runs[best].config.a, config->rows * config->cols * sizeof(double));
}

/* The last bits of eigenvectors change with the order of the points and with BLAS; a grid keeps
 * them from deciding in which minima the search ends. */
static void snap(struct matrix *config)
{
    double most = 0;
    for (size_t e = 0; e < config->rows * config->cols; e++)
        most = fmax(most, fabs(config->a[e]));
    double grid = mds_grid(most, GRID);
    for (size_t e = 0; e < config->rows * config->cols && most > 0; e++)
        config->a[e] = grid * rint(config->a[e] / grid);
}

/* Fills `config` with the lowest of the minima below the classical solution and below SGD runs. */
static struct error *search_cells(const struct mds_level *level, const struct mds_opts *opts,
                                  struct report *report, struct matrix *config)
{
    struct error *err = NULL;
    struct mds_problem problem = {0};
    struct mds_rounds rounds = {0};
    struct mds_limits limits = {.max_iter = opts->max_iter, .eps = ROUGH};
    struct mds_descent end;
    struct run runs[RUNS] = {{{0}, 0, NULL}};
    TRY(mds_problem_of_level(&problem, level));
    TRY(mds_classical(&level->distance, level->mass, config));
    snap(config);
    TRY(mds_smacof_single(&problem, config, limits, opts, report, &end));
    TRY(mds_rounds_new(&rounds, &level->distance, NULL, config, opts->seed));
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < RUNS; i++)
        run_from(&runs[i], &problem, &rounds, config, i, opts);
    for (size_t i = 0; i < RUNS; i++)
        if (!err)
            err = runs[i].err;
        else
            error_free(runs[i].err);
    if (!err)
        take_lowest(runs, config, end.value, report);
out:
    for (size_t i = 0; i < RUNS; i++)
        matrix_free(&runs[i].config);
    mds_rounds_free(&rounds);
    mds_problem_free(&problem);
    return err;
}

static struct error *make_cells(struct mds_level *level, const struct matrix *finer,
                                const double *mass)
{
    return mds_level_new(level, finer, mass, size_max(finer->rows / STEP, FEWEST));
}

static struct error *solve_level(const struct mds_level *level, const struct mds_opts *opts,
                                 struct report *report, struct matrix *config);

/* Fills `config` with the picture of its points' cells. */
static struct error *start_from(const struct mds_level *cells, const struct mds_opts *opts,
                                struct report *report, struct matrix *config)
{
    struct error *err = NULL;
    struct matrix coarse = {0};
    TRY(matrix_new(&coarse, config->rows, cells->cells));
    TRY(solve_level(cells, opts, report, &coarse));
    TRY(mds_level_spread(cells, &coarse, config));
out:
    matrix_free(&coarse);
    return err;
}

static struct error *solve_level(const struct mds_level *level, const struct mds_opts *opts,
                                 struct report *report, struct matrix *config)
{
    struct error *err = NULL;
    struct mds_level cells = {0};
    struct mds_problem problem = {0};
    struct mds_limits limits = {.max_iter = opts->max_iter, .eps = ROUGH, .slow = SLOW};
    struct mds_descent end;
    if (level->cells <= COARSEST)
        return search_cells(level, opts, report, config);
    TRY(make_cells(&cells, &level->distance, level->mass));
    TRY(start_from(&cells, opts, report, config));
    TRY(mds_problem_of_level(&problem, level));
    TRY(mds_smacof_single(&problem, config, limits, opts, report, &end));
out:
    mds_level_free(&cells);
    mds_problem_free(&problem);
    return err;
}

/* Whether the points of a cell have places too different for one: by the root of the mean squares
 * of their distances to its centre and of all distances. */
static bool is_vague(const struct mds_level *cells, const struct mds_problem *problem)
{
    double n = (double)problem->distance->rows, squares = 0;
    for (size_t i = 0; i < problem->distance->rows; i++)
        squares += cells->reach[i] * cells->reach[i];
    return squares / n > VAGUE * VAGUE * problem->squares / (n * (n - 1) / 2);
}

static struct error *search_all(const struct mds_problem *problem, struct matrix *config,
                                const struct mds_opts *opts, struct report *report,
                                struct mds_descent *result)
{
    struct error *err = mds_classical(problem->distance, NULL, config);
    return err ? err : mds_search(problem, config, opts, report, result);
}

struct error *mds_coarse_to_fine(const struct matrix *distance, struct matrix *config,
                                 const struct mds_opts *opts, struct report *report,
                                 struct mds_descent *result)
{
    struct error *err = NULL;
    struct mds_problem problem = {0};
    struct mds_limits limits = {.max_iter = opts->max_iter, .eps = opts->eps, .slow = SLOW};
    struct mds_opts silent = *opts;
    struct mds_level cells = {0};
    silent.reached = NULL;
    TRY(mds_problem_new(&problem, distance, NULL));
    TRY(make_cells(&cells, distance, NULL));
    if (is_vague(&cells, &problem)) {
        TRY(search_all(&problem, config, opts, report, result));
    } else {
        TRY(start_from(&cells, &silent, report, config));
        TRY(mds_smacof(&problem, config, limits, opts, report, result));
    }
out:
    mds_level_free(&cells);
    mds_problem_free(&problem);
    return err;
}
