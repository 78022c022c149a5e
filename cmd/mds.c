/* mds: distances in, the coordinates of a picture out. */
#include "mds.h"
#include "cli.h"

#include <stdint.h>

enum { OPTION_MAX_ITER = 256, OPTION_EPS };
enum { MAX_DIMS = 1000, MAX_ITER = 1000000000 };

static const struct cli_option options[] = {
    {'a', "algorithm", "NAME", "classical, metric or nonmetric (metric)"},
    {'d', "dimensions", "N", "of the picture (2)"},
    {'r', "seed", "N", "of SGD's random order (0)"},
    {'s', "solver", "NAME", "of metric MDS: smacof, sgd, or both for the lower stress (both)"},
    {OPTION_EPS, "eps", "E", "end when a step would lower stress by less than this share (1e-8)"},
    {OPTION_MAX_ITER, "max-iter", "N", "iterations of SMACOF at most (1000)"},
    {0}};
static const char *const wanted[] = {"distance", NULL};

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis =
                          "Coordinates in a few dimensions that keep distances as well as can be.",
                      .operands = "[FILE]",
                      .options = options};
    struct mds_opts opts = mds_defaults;
    cli_begin(&cli, argc, argv);
    for (int c; (c = cli_option(&cli)) != -1;)
        switch (c) {
        case 'a':
            opts.algorithm = (enum mds_algorithm)cli_choice(&cli, mds_algorithm_names);
            break;
        case 'd':
            opts.dims = cli_size(&cli, 1, MAX_DIMS);
            break;
        case 'r':
            opts.seed = cli_size(&cli, 0, SIZE_MAX);
            break;
        case 's':
            opts.solver = (enum mds_solver)cli_choice(&cli, mds_solver_names);
            break;
        case OPTION_EPS:
            opts.eps = cli_double(&cli, 0, 1);
            break;
        case OPTION_MAX_ITER:
            opts.max_iter = cli_size(&cli, 0, MAX_ITER);
            break;
        }

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        struct matrix distance;
        struct mds_result picture;
        struct record r;
        filter_matrix(&f, &distance);
        cli_check(mds_embed(&distance, &opts, &cli.report, &picture));
        matrix_free(&distance);
        filter_derive(&f, &r, "coords", &picture.coords);
        cli_check(record_attr_set(&r, "mds", "%s", mds_algorithm_names[opts.algorithm]));
        cli_check(record_attr_set(&r, "stress", "%.9g", picture.stress));
        filter_put(&f, &r, &picture.coords);
    }
    return filter_end(&f);
}
