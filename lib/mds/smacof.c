/* Metric MDS: raw stress by SMACOF (de Leeuw 1977).
 *
 * With unit weights the Guttman transform x^ minimises a quadratic that lies above raw stress and
 * touches it at x (Borg and Groenen 2005, eq. 8.27); for a centred x the gradient of raw stress
 * over the pairs i > j is 2n (x - x^).
 *
 * The descent goes in single precision as far as that leads. Single precision sees a step that
 * takes 1e-8 off the stress (what a float rounds is noise to the sum), so only where the fit is
 * next to perfect is anything left to do in double. With weights all of it goes in double, in the
 * stretched configuration of weights.c; with masses, in single precision there. */
#include "mds/impl.h"

#include <math.h>
#include <string.h>

/* Fewer points than this are as soon done in double precision alone. */
enum { SINGLE = MDS_PARALLEL };
#define SINGLE_EPS 1e-9    /* steps that win less are lost in rounding */
#define SINGLE_LEAST 1e-12 /* shares of the sum of squares: residuals of 1e-6 */
#define SINGLE_ENOUGH 1e-6 /* likewise: residuals of 1e-3 are ten thousand times its rounding */

struct stress_data {
    struct mds_slices slices;
    const struct mds_problem *problem;
    bool single;
    struct matrix target; /* packed; not in single precision */
    struct matrix x;      /* with weights: scratch, dims x n */
};

/* out = `factor` times what the pairs pull at x; returns the stress. */
static double pull_at(const struct stress_data *s, const double *x, double factor, double *out)
{
    const struct mds_single *single = &s->problem->single;
    double stress;
    if (s->single) {
        stress = mds_pull_single(&s->slices, single, x);
        factor /= single->scale * single->weight_scale;
    } else {
        stress = mds_pull(&s->slices, s->target.a, s->problem->weights.packed.a, x);
    }
    mds_slices_add(&s->slices, factor, out);
    return stress;
}

static double stress_at(void *data, const double *x, double *step, double *steepness)
{
    struct stress_data *s = data;
    size_t size = s->slices.n * s->slices.dims;
    double stress = pull_at(s, x, 1 / (double)s->slices.n, step);
    for (size_t i = 0; i < size; i++)
        step[i] -= x[i];
    *steepness = 2 * (double)s->slices.n;
    return stress;
}

static double weighted_stress_at(void *data, const double *z, double *step, double *steepness)
{
    struct stress_data *s = data;
    const struct mds_weights *weights = &s->problem->weights;
    size_t size = s->slices.n * s->slices.dims;
    memcpy(s->x.a, z, size * sizeof *z);
    mds_weights_unstretch(weights, &s->x);
    double stress = pull_at(s, s->x.a, 1, s->x.a);
    mds_weights_stretch_pull(weights, &s->x);
    for (size_t i = 0; i < size; i++)
        step[i] = s->x.a[i] - z[i];
    *steepness = 2;
    return stress;
}

struct error *mds_problem_new(struct mds_problem *problem, const struct matrix *distance,
                              const struct matrix *weight)
{
    struct error *err = NULL;
    *problem = (struct mds_problem){.distance = distance, .weight = weight};
    if (weight)
        TRY(mds_weights_new(&problem->weights, weight));
    else if (distance->rows >= SINGLE)
        TRY(mds_single_new(&problem->single, distance, NULL));
    problem->squares = mds_weighted_squares(distance, weight);
out:
    return err;
}

struct error *mds_problem_of_level(struct mds_problem *problem, const struct mds_level *level)
{
    struct error *err = NULL;
    *problem = (struct mds_problem){.distance = &level->distance, .weight = &level->weight};
    TRY(mds_weights_of_masses(&problem->weights, level->mass, level->cells));
    TRY(mds_single_new(&problem->single, &level->distance, &level->weight));
    problem->squares = mds_weighted_squares(&level->distance, &level->weight);
out:
    return err;
}

void mds_problem_free(struct mds_problem *problem)
{
    mds_single_free(&problem->single);
    mds_weights_free(&problem->weights);
}

static struct error *descend(const struct mds_problem *problem, bool single, struct matrix *config,
                             struct mds_limits limits, const struct mds_opts *opts,
                             struct report *report, struct mds_descent *result)
{
    struct error *err = NULL;
    struct stress_data data = {.problem = problem, .single = single};
    struct mds_objective stress = {.data = &data,
                                   .size = config->rows * config->cols,
                                   .least =
                                       problem->squares * (single ? SINGLE_LEAST : MDS_ROUNDING),
                                   .at = problem->weight ? weighted_stress_at : stress_at};
    if (single)
        limits.eps = fmax(limits.eps, SINGLE_EPS);
    else
        TRY(mds_pack(problem->distance, &data.target));
    TRY(mds_slices_new(&data.slices, config->cols, config->rows));
    mds_centre(config);
    if (problem->weight) {
        TRY(matrix_new(&data.x, config->rows, config->cols));
        mds_weights_stretch(&problem->weights, config);
    }
    TRY(mds_descend(&stress, config->a, limits, opts, report, result));
    if (problem->weight)
        mds_weights_unstretch(&problem->weights, config);
out:
    matrix_free(&data.target);
    matrix_free(&data.x);
    mds_slices_free(&data.slices);
    return err;
}

struct error *mds_smacof_single(const struct mds_problem *problem, struct matrix *config,
                                struct mds_limits limits, const struct mds_opts *opts,
                                struct report *report, struct mds_descent *result)
{
    return descend(problem, problem->single.target != NULL, config, limits, opts, report, result);
}

struct error *mds_smacof(const struct mds_problem *problem, struct matrix *config,
                         struct mds_limits limits, const struct mds_opts *opts,
                         struct report *report, struct mds_descent *result)
{
    struct error *err = NULL;
    struct mds_descent first = {0};
    if (problem->single.target) {
        TRY(descend(problem, true, config, limits, opts, report, &first));
        *result = first;
        if (first.value > SINGLE_ENOUGH * problem->squares)
            return NULL;
        limits.max_iter -= first.iterations;
    }
    TRY(descend(problem, false, config, limits, opts, report, result));
    result->iterations += first.iterations;
out:
    return err;
}
