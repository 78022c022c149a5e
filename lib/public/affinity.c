#include "public/impl.h"

#include "distance/rounding.h"
#include "operator/affinities.h"

static struct affinity_recipe recipe_of(const struct phate_options *o)
{
    return (struct affinity_recipe){.kernel = {.k = o->k,
                                               .k_max = o->k_max,
                                               .bandwidth = o->bandwidth,
                                               .bandwidth_scale = o->bandwidth_scale,
                                               .decay = o->decay,
                                               .threshold = o->threshold,
                                               .symmetry = (enum symmetry)o->symmetry,
                                               .theta = o->theta,
                                               .anisotropy = o->anisotropy}};
}

struct phate_error *phate_affinity(const double *d, size_t n, const struct phate_options *options,
                                   double *k)
{
    static const struct table no_rows;
    struct error *err;
    struct call call;
    struct affinity_source source = {0};
    struct matrix made = {0};
    TRY(options_take(&call, options));
    TRY(array_check(k, n, n, sizeof *k, "affinities"));
    TRY(array_take(&source.dense, d, n, n, "distances"));
    const struct affinity_recipe recipe = recipe_of(&call.options);
    distance_round(&source.dense);
    TRY(affinity_check_distances(&source.dense, &recipe.kernel));
    TRY(affinities_dense(&source, &recipe, &no_rows, &call.report, &made));
    array_give(&made, k);
out:
    matrix_free(&made);
    affinities_free(&source);
    return public_error(err);
}
