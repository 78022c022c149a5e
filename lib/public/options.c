#include "public/impl.h"

#include "base/size.h"
#include "distance/rows.h"
#include "mds/mds.h"
#include "operator/powers.h"
#include "phate/affinity.h"
#include "phate/diffusion.h"
#include "phate/entropy.h"
#include "phate/grounding.h"
#include "relaxation/relaxation.h"

#include <math.h>
#include <string.h>

/* The public names have the values of those that they stand for. */
_Static_assert((int)PHATE_WARNING == (int)REPORT_WARNING, "levels");
_Static_assert((int)PHATE_DETAIL == (int)REPORT_DETAIL, "levels");
_Static_assert((int)PHATE_EUCLIDEAN == (int)METRIC_EUCLIDEAN, "metrics");
_Static_assert((int)PHATE_COSINE == (int)METRIC_COSINE, "metrics");
_Static_assert((int)PHATE_CORRELATION == (int)METRIC_CORRELATION, "metrics");
_Static_assert((int)PHATE_ADD == (int)SYMMETRY_ADD, "symmetries");
_Static_assert((int)PHATE_MULTIPLY == (int)SYMMETRY_MULTIPLY, "symmetries");
_Static_assert((int)PHATE_MNN == (int)SYMMETRY_MNN, "symmetries");
_Static_assert((int)PHATE_KNEE == (int)POWERS_KNEE, "choices");
_Static_assert((int)PHATE_RELAXATION == (int)POWERS_RELAXATION, "choices");
_Static_assert((int)PHATE_SINGULAR == (int)SPECTRUM_SINGULAR, "spectra");
_Static_assert((int)PHATE_EIGEN == (int)SPECTRUM_EIGEN, "spectra");
_Static_assert((int)PHATE_BETWEEN_DATA == (int)BETWEEN_DATA, "between");
_Static_assert((int)PHATE_BETWEEN_GEODESIC == (int)BETWEEN_GEODESIC, "between");
_Static_assert((int)PHATE_BETWEEN_CONSTANT == (int)BETWEEN_CONSTANT, "between");
_Static_assert((int)PHATE_CLASSICAL == (int)MDS_CLASSICAL, "algorithms");
_Static_assert((int)PHATE_METRIC == (int)MDS_METRIC, "algorithms");
_Static_assert((int)PHATE_NONMETRIC == (int)MDS_NONMETRIC, "algorithms");
_Static_assert((int)PHATE_BOTH == (int)MDS_BOTH, "solvers");
_Static_assert((int)PHATE_SMACOF == (int)MDS_SMACOF, "solvers");
_Static_assert((int)PHATE_SGD == (int)MDS_SGD, "solvers");

/* The members of the first version. */
#define FIRST_SIZE (offsetof(struct phate_options, weights) + sizeof(const double *))

static struct phate_options defaults(void)
{
    const struct affinity_options *a = &affinity_defaults;
    const struct grounding *g = &grounding_defaults;
    const struct mds_opts *m = &mds_defaults;
    return (struct phate_options){.k = a->k,
                                  .k_max = a->k_max,
                                  .bandwidth = a->bandwidth,
                                  .bandwidth_scale = a->bandwidth_scale,
                                  .decay = a->decay,
                                  .threshold = a->threshold,
                                  .symmetry = (enum phate_symmetry)a->symmetry,
                                  .theta = a->theta,
                                  .anisotropy = a->anisotropy,
                                  .curve_points = ENTROPY_POINTS_USUAL,
                                  .gamma = 1,
                                  .between = (enum phate_between)g->between,
                                  .ground = g->ground,
                                  .magnify = g->magnify,
                                  .dims = m->dims,
                                  .algorithm = (enum phate_algorithm)m->algorithm,
                                  .solver = (enum phate_solver)m->solver,
                                  .seed = m->seed,
                                  .eps = m->eps,
                                  .max_iter = m->max_iter};
}

void phate_options_init(struct phate_options *options, size_t size)
{
    struct phate_options all = defaults();
    all.size = size;
    memset(options, 0, size);
    memcpy(options, &all, size_min(size, sizeof all));
}

/* ---- checks ---- */

struct range {
    const char *name;
    double value, least, most;
    bool none; /* 0 is allowed too */
};

/* As the programs have them. */
static struct error *check_numbers(const struct phate_options *o)
{
    const struct range ranges[] = {{"bandwidth", o->bandwidth, 1e-300, 1e300, true},
                                   {"bandwidth_scale", o->bandwidth_scale, 1e-6, 1e6, false},
                                   {"decay", o->decay, 1e-3, 1e6, true},
                                   {"threshold", o->threshold, 0, 1, false},
                                   {"theta", o->theta, 0, 1, false},
                                   {"anisotropy", o->anisotropy, 0, 1, false},
                                   {"gamma", o->gamma, -1, 1, false},
                                   {"ground", o->ground, 0, 1, false},
                                   {"magnify", o->magnify, 1e-6, 1e6, true},
                                   {"eps", o->eps, 0, 1, false}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        const struct range *r = &ranges[i];
        if (!(r->value >= r->least && r->value <= r->most) && !(r->none && r->value == 0))
            return error_new("options: %s: expected a number from %g to %g%s, got %g", r->name,
                             r->least, r->most, r->none ? ", or 0" : "", r->value);
    }
    return NULL;
}

struct size_range {
    const char *name;
    size_t value, least, most;
};

static struct error *check_sizes(const struct phate_options *o)
{
    size_t points = o->curve_doubling ? ENTROPY_DOUBLINGS_MOST + 1 : ENTROPY_POINTS_MOST;
    const struct size_range ranges[] = {
        {"metric", o->metric, 0, PHATE_CORRELATION},
        {"symmetry", o->symmetry, 0, PHATE_MNN},
        {"choice", o->choice, 0, PHATE_RELAXATION},
        {"spectrum", o->spectrum, 0, PHATE_EIGEN},
        {"potential_metric", o->potential_metric, 0, PHATE_CORRELATION},
        {"between", o->between, 0, PHATE_BETWEEN_CONSTANT},
        {"algorithm", o->algorithm, 0, PHATE_NONMETRIC},
        {"solver", o->solver, 0, PHATE_SGD},
        {"k", o->k, 1, SIZE_MAX},
        {"t", o->t, 0, POWERS_LARGEST},
        {"curve_points", o->curve_points, ENTROPY_POINTS_LEAST, points},
        {"dims", o->dims, 1, MDS_DIMS_MOST},
        {"max_iter", o->max_iter, 0, MDS_ITERATIONS_MOST}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        const struct size_range *r = &ranges[i];
        if (r->value < r->least || r->value > r->most)
            return error_new("options: %s: expected %zu to %zu, got %zu", r->name, r->least,
                             r->most, r->value);
    }
    return NULL;
}

static struct error *check_combinations(const struct phate_options *o)
{
    if (o->bandwidth == 0 && o->k_max > 0 && o->k_max < o->k)
        return error_new("options: k_max %zu: expected at least k, which is %zu", o->k_max, o->k);
    if (o->metric == PHATE_CORRELATION && o->components)
        return error_new("options: metric and components: correlations of principal components "
                         "would depend on their signs, which are arbitrary: leave one out");
    if (o->between == PHATE_BETWEEN_CONSTANT && o->ground > 0)
        return error_new("options: between and ground: the constant has not the unit of the "
                         "snapshots' distances: leave one out");
    if (o->between == PHATE_BETWEEN_CONSTANT && o->magnify != 1)
        return error_new("options: between and magnify: components are drawn larger beside the "
                         "snapshots' distances: leave one out");
    return NULL;
}

/* ---- taking them ---- */

static void say(struct report *report, enum report_level level, const char *text)
{
    const struct call *call = (const struct call *)(const void *)report;
    call->options.say(call->options.context, (enum phate_level)level, text);
}

struct error *options_take(struct call *call, const struct phate_options *given)
{
    struct error *err;
    *call = (struct call){.options = defaults()};
    if (given && (given->size < FIRST_SIZE || given->size > sizeof *given))
        return error_new("options: size %zu: not the size of options of this version: set them by "
                         "phate_options_default",
                         given->size);
    if (given)
        memcpy(&call->options, given, given->size);
    if (call->options.say)
        call->report.line = say;
    TRY(check_numbers(&call->options));
    TRY(check_sizes(&call->options));
    TRY(check_combinations(&call->options));
out:
    return err;
}

struct points_options options_of_points(const struct phate_options *o)
{
    return (struct points_options){
        .metric = (enum metric)o->metric, .center = o->center, .components = o->components};
}
