/* potdist: diffusion operator in, distances between potentials out. */
#include "filter.h"
#include "phate/potential.h"
#include "phate/potential_distance.h"

enum { OPTION_POTENTIAL = 256 };

static const struct cli_option options[] = {
    {'g', "gamma", "GAMMA", "potential: 1 logarithm, -1 none, between: a power (1)"},
    {'m', "metric", "METRIC", "distances: euclidean, cosine or correlation (euclidean)"},
    {OPTION_POTENTIAL, "potential", NULL, "write the potential itself"},
    {0}};
static const char *const wanted[] = {"operator", NULL};

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Distances between the potentials of a diffusion operator.",
                      .operands = "[FILE]",
                      .options = options,
                      .threaded = true};
    double gamma = 1;
    enum metric metric = METRIC_EUCLIDEAN;
    bool potential_only = false;
    cli_begin(&cli, argc, argv);
    for (int c; (c = cli_option(&cli)) != -1;)
        switch (c) {
        case 'g':
            gamma = cli_double(&cli, -1, 1);
            break;
        case 'm':
            metric = (enum metric)cli_choice(&cli, distance_metric_names);
            break;
        case OPTION_POTENTIAL:
            potential_only = true;
            break;
        }

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        struct matrix p, m;
        struct record r;
        filter_matrix(&f, &p);
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
