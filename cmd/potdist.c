/* potdist: diffusion operator in, distances between potentials out. */
#include "filter.h"
#include "operator/factored.h"
#include "phate/potential.h"
#include "phate/potential_distance.h"

static const char *const wanted[] = {"operator", "factors", NULL};

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Distances between the potentials of a diffusion operator.",
                      .operands = "[FILE]",
                      .threaded = true};
    double gamma = 1;
    enum metric metric = METRIC_EUCLIDEAN;
    bool potential_only = false;
    const struct cli_option options[] = {
        {'g', "gamma", "GAMMA", "potential: 1 logarithm, -1 none, between: a power",
         CLI_NUMBER(&gamma, -1, 1)},
        {'m', "metric", "METRIC", "of the distances", CLI_CHOICE(&metric, distance_metric_names)},
        {0, "potential", NULL, "write the potential itself", CLI_FLAG(&potential_only)},
        {0}};
    cli_begin(&cli, argc, argv);
    cli_options(&cli, options);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        struct matrix p, m;
        struct record r;
        filter_matrix(&f, &p);
        cli_check(factored_operator(&f.in.record, &p));
        if (potential_only) {
            cli_check(potential_transform(&p, gamma));
            m = p;
        } else {
            cli_check(potential_distances(&p, gamma, metric, &cli.report, &m));
            matrix_free(&p);
        }
        filter_derive(&f, &r, potential_only ? "potential" : "distance", &m);
        cli_check(record_attr_set(&r, "gamma", "%.17g", gamma));
        if (!potential_only)
            cli_check(record_attr_set(&r, "potential-metric", "%s", distance_metric_names[metric]));
        filter_put(&f, &r, &m);
    }
    return filter_end(&f);
}
