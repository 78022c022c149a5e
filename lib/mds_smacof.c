/* Metric MDS: raw stress by SMACOF (de Leeuw 1977).
 *
 * With unit weights the Guttman transform x^ minimises a quadratic that lies above raw stress and
 * touches it at x (Borg and Groenen 2005, eq. 8.27); for a centred x the gradient of raw stress
 * over the pairs i > j is 2n (x - x^). */
#include "mds_impl.h"

struct stress_data {
    struct mds_slices slices;
    const struct matrix *distance;
};

static double stress_at(void *data, const double *x, double *step, double *steepness)
{
    struct stress_data *s = data;
    size_t size = s->slices.n * s->slices.dims;
    double stress = mds_guttman(&s->slices, s->distance, x, step);
    for (size_t i = 0; i < size; i++)
        step[i] -= x[i];
    *steepness = 2 * (double)s->slices.n;
    return stress;
}

struct error *mds_smacof(const struct matrix *distance, struct matrix *config,
                         struct mds_limits limits, const struct mds_opts *opts,
                         struct report *report, struct mds_descent *result)
{
    struct error *err = NULL;
    struct stress_data data = {.distance = distance};
    struct mds_objective stress = {.data = &data,
                                   .size = config->rows * config->cols,
                                   .least = MDS_ROUNDING * mds_sum_of_squares(distance),
                                   .at = stress_at};
    TRY(mds_slices_new(&data.slices, config->cols, config->rows));
    mds_centre(config);
    TRY(mds_descend(&stress, config->a, limits, opts, report, result));
out:
    mds_slices_free(&data.slices);
    return err;
}
