/* potdist: diffusion operator in, distances between potentials out. */
#include "filter.h"
#include "operator/factored.h"
#include "operator/ground.h"
#include "phate/potential.h"
#include "phate/potential_distance.h"

static const char *const wanted[] = {"operator", "factors", NULL};

struct settings {
    double gamma;
    enum metric metric;
    bool potential_only;
    struct ground_request ground;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.gamma = 1, .ground.grounding = grounding_defaults};
    struct grounding *g = &s.ground.grounding;
    const struct cli_option options[] = {
        {'g', "gamma", "GAMMA", "potential: 1 logarithm, -1 none, between: a power",
         CLI_NUMBER(&s.gamma, -1, 1)},
        {'m', "metric", "METRIC", "of the distances", CLI_CHOICE(&s.metric, distance_metric_names)},
        {0, "between", "WHAT", "tells how far apart components lie",
         CLI_CHOICE(&g->between, grounding_between_names), CLI_GIVEN(&s.ground.between_given)},
        {0, "ground", "SHARE", "of the snapshots' distances inside components, 0 none, 1 all",
         CLI_NUMBER(&g->ground, 0, 1)},
        {0, "magnify", "FACTOR|auto", "draw all components so many times larger (1)",
         CLI_PARSED(ground_read_magnify, &g->magnify), CLI_GIVEN(&s.ground.magnify_given)},
        {0, "potential", NULL, "write the potential itself", CLI_FLAG(&s.potential_only)},
        {0}};
    cli_options(cli, options);
    cli_check_usage(ground_check(&s.ground));
    if (s.potential_only && ground_option(&s.ground))
        cli_fail(CLI_USAGE, "--potential and %s: a potential has no distances: leave one out",
                 ground_option(&s.ground));
    return s;
}

/* The operator, of which there may be only factors. */
static void read_operator(struct filter *f, struct matrix *p)
{
    filter_matrix(f, p);
    cli_check(factored_operator(&f->in.record, p));
}

static void put_potential(struct filter *f, const struct settings *s)
{
    struct matrix p;
    struct record r;
    read_operator(f, &p);
    cli_check(potential_transform(&p, s->gamma));
    filter_derive(f, &r, "potential", &p);
    cli_check(record_attr_set(&r, "gamma", "%.17g", s->gamma));
    filter_put(f, &r, &p);
}

/* What preddist says of the snapshots' distances does not hold of these. */
static void forget_predictions(struct record *r)
{
    record_attr_remove(r, "squared");
    record_attr_remove(r, "samples");
}

static void put_distances(struct filter *f, const struct settings *s)
{
    struct matrix p, d;
    struct components c;
    struct record r;
    struct report *report = &f->cli->report;
    read_operator(f, &p);
    cli_check(potential_distances(&p, s->gamma, s->metric, report, &d, &c));
    matrix_free(&p);
    filter_derive(f, &r, "distance", &d);
    forget_predictions(&r);
    cli_check(record_attr_set(&r, "gamma", "%.17g", s->gamma));
    cli_check(record_attr_set(&r, "potential-metric", "%s", distance_metric_names[s->metric]));
    cli_check(ground_distances(&s->ground, &f->companion, &f->in, &c, report, &d, &r));
    components_free(&c);
    filter_put(f, &r, &d);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Distances between the potentials of a diffusion operator.",
                      .operands = "[FILE]",
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_companions(&f, true);
    while (filter_next(&f))
        (s.potential_only ? put_potential : put_distances)(&f, &s);
    return filter_end(&f);
}
