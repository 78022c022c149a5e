/* potdist: diffusion operator in, distances between potentials out. */
#include "computing.h"
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
    struct ground_request ground; /* with the largest of */
    struct grounds_list grounds;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.gamma = 1, .ground.grounding = grounding_defaults, .grounds.count = 1};
    struct grounding *g = &s.ground.grounding;
    const struct cli_option options[] = {
        {'g', "gamma", "GAMMA", "potential: 1 logarithm, -1 none, between: a power",
         CLI_NUMBER(&s.gamma, -1, 1)},
        {'m', "metric", "METRIC", "of the distances", CLI_CHOICE(&s.metric, distance_metric_names)},
        {0, "between", "WHAT", "tells how far apart components lie",
         CLI_CHOICE(&g->between, grounding_between_names), CLI_GIVEN(&s.ground.between_given)},
        {0, "ground", "SHARE[,...]",
         "of the snapshots' distances inside components, 0 none, 1 all (0)",
         CLI_PARSED(ground_read_list, &s.grounds)},
        {0, "magnify", "FACTOR|auto", "draw all components so many times larger (1)",
         CLI_PARSED(ground_read_magnify, &g->magnify), CLI_GIVEN(&s.ground.magnify_given)},
        {0, "potential", NULL, "write the potential itself", CLI_FLAG(&s.potential_only)},
        {0}};
    cli_options(cli, options);
    g->ground = s.grounds.largest;
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

/* The potential distances d, which become those on that ground, and their record. */
static void ground(struct filter *f, const struct settings *s, const struct components *c,
                   double share, struct matrix *d, struct record *r)
{
    struct ground_request q = s->ground;
    q.grounding.ground = share;
    filter_derive(f, r, "distance", d);
    forget_predictions(r);
    cli_check(record_attr_set(r, "gamma", "%.17g", s->gamma));
    cli_check(record_attr_set(r, "potential-metric", "%s", distance_metric_names[s->metric]));
    cli_check(ground_distances(&q, &f->companion, &f->in, c, &f->cli->report, d, r));
    if (s->grounds.count > 1) /* records that differ in it alone tell it, also where it is 0 */
        cli_check(record_attr_set(r, "ground", "%.17g", share));
}

/* All are made before the first is put: what is wrong with the snapshots' distances may not show on
 * each ground. */
static void put_distances(struct filter *f, const struct settings *s)
{
    size_t count = s->grounds.count;
    struct matrix p, d[GROUNDS_MAX];
    struct record r[GROUNDS_MAX];
    struct components c;
    read_operator(f, &p);
    cli_check(potential_distances(&p, s->gamma, s->metric, &f->cli->report, &d[0], &c));
    matrix_free(&p);
    for (size_t i = 1; i < count; i++)
        cli_check(matrix_copy(&d[i], &d[0]));
    for (size_t i = 0; i < count; i++)
        ground(f, s, &c, s->grounds.at[i], &d[i], &r[i]);
    components_free(&c);
    for (size_t i = 0; i < count; i++)
        filter_put(f, &r[i], &d[i]);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Distances between the potentials of a diffusion operator.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_companions(&f, true);
    while (filter_next(&f))
        (s.potential_only ? put_potential : put_distances)(&f, &s);
    return filter_end(&f);
}
