#include "mds/mds.h"
#include "distance/rounding.h"
#include "public/impl.h"

#include <string.h>

static struct mds_opts opts_of(const struct phate_options *o, const struct matrix *weight)
{
    return (struct mds_opts){.dims = o->dims,
                             .algorithm = (enum mds_algorithm)o->algorithm,
                             .solver = (enum mds_solver)o->solver,
                             .seed = o->seed,
                             .max_iter = o->max_iter,
                             .eps = o->eps,
                             .weight = weight};
}

/* The distances, as mds takes them. */
static struct error *take(struct matrix *distance, const double *d, size_t n, size_t dims,
                          const double *y)
{
    struct error *err;
    TRY(array_check(y, n, dims, sizeof *y, "picture"));
    TRY(array_take(distance, d, n, n, "distances"));
    distance_round(distance);
out:
    return err;
}

struct phate_error *phate_mds(const double *d, size_t n, const struct phate_options *options,
                              double *y, double *stress)
{
    struct error *err;
    struct call call;
    struct matrix distance = {0}, weight = {0};
    struct mds_result picture = {0};
    TRY(options_take(&call, options));
    TRY(take(&distance, d, n, call.options.dims, y));
    if (call.options.weights)
        TRY(array_take(&weight, call.options.weights, n, n, "weights"));
    const struct mds_opts opts = opts_of(&call.options, weight.a ? &weight : NULL);
    TRY(mds_embed(&distance, &opts, &call.report, &picture));
    array_give(&picture.coords, y);
    if (stress)
        *stress = picture.stress;
out:
    matrix_free(&distance);
    matrix_free(&weight);
    matrix_free(&picture.coords);
    return public_error(err);
}

struct phate_error *phate_inpca(const double *d, size_t n, const struct phate_options *options,
                                double *y, double *eigenvalue)
{
    struct error *err;
    struct call call;
    struct matrix distance = {0};
    struct mds_result picture = {0};
    TRY(options_take(&call, options));
    TRY(array_check(eigenvalue, call.options.dims, 1, sizeof *eigenvalue, "eigenvalues"));
    TRY(take(&distance, d, n, call.options.dims, y));
    struct mds_opts opts = opts_of(&call.options, NULL);
    opts.algorithm = MDS_INPCA;
    TRY(mds_embed(&distance, &opts, &call.report, &picture));
    array_give(&picture.coords, y);
    memcpy(eigenvalue, picture.spectrum.eigenvalue, opts.dims * sizeof *eigenvalue);
out:
    matrix_free(&distance);
    matrix_free(&picture.coords);
    mds_spectrum_free(&picture.spectrum);
    return public_error(err);
}
