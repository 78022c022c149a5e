/* knnaff: snapshots, Gram matrix or distances in, affinities out. */
#include "computing.h"
#include "filter.h"
#include "operator/affinities.h"

#include <stdint.h>

enum {
    DENSE_ROWS = 10000 /* an n x n matrix of more takes a GB, and hours in diffop */
};

static const char *const wanted[] = {"snapshots", "gram",      "squares", "distance",
                                     "affinity",  "adjacency", NULL};

/* The signs are the reference implementation's names. */
static const char *const symmetry_spellings[] = {"add", "multiply", "mnn", "+", "*", NULL};
static const enum symmetry spelled_symmetry[] = {SYMMETRY_ADD, SYMMETRY_MULTIPLY, SYMMETRY_MNN,
                                                 SYMMETRY_ADD, SYMMETRY_MULTIPLY};

struct settings {
    struct affinity_recipe recipe; /* with the largest k until a record's kernels are made */
    struct neighbours_list k;
    unsigned symmetry; /* as it is spelled */
    bool knn, theta, sparse, no_distances;
    /* which sorts of options were given: for snapshots, for distances, and for affinities */
    bool about_vectors, about_kernel, about_affinities;
};

static void check_combination(const struct settings *s)
{
    const struct affinity_options *a = &s->recipe.kernel;
    if (a->bandwidth > 0 && s->knn)
        cli_fail(CLI_USAGE, "-k and --bandwidth: one bandwidth for all replaces those by nearest "
                            "neighbours: leave one out");
    if (a->bandwidth == 0 && a->k_max > 0 && a->k_max < a->k)
        cli_fail(CLI_USAGE, "--knn-max %zu: expected at least -k, which is %zu", a->k_max, a->k);
    if (s->theta && a->symmetry != SYMMETRY_MNN)
        cli_fail(CLI_USAGE, "--theta: for --symmetrise mnn only: add that, or leave --theta out");
    if (s->recipe.points.metric == METRIC_CORRELATION && s->recipe.points.components)
        cli_fail(CLI_USAGE, "-m correlation and -p: correlations of principal components would "
                            "depend on their signs, which are arbitrary: leave one out");
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.recipe.kernel = affinity_defaults, .k = {{affinity_defaults.k}, 1}};
    struct affinity_options *a = &s.recipe.kernel;
    struct points_options *o = &s.recipe.points;
    const struct cli_option options[] = {
        {'a', "decay", "DECAY|none", "steepness of the kernel's decay, or none: a binary kernel",
         CLI_NUMBER_OR_NONE(&a->decay, 1e-3, 1e6), CLI_GIVEN(&s.about_kernel)},
        {'c', "center", NULL, "centre the snapshots first", CLI_FLAG(&o->center),
         CLI_GIVEN(&s.about_vectors)},
        {'k', "knn", "NEIGHBOURS[,...]",
         "bandwidths: distances to the nearest other snapshot of that rank (5)",
         CLI_PARSED(affinities_read_neighbours, &s.k), CLI_GIVEN(&s.knn)},
        {'m', "metric", "METRIC", "of the snapshots' distances",
         CLI_CHOICE(&o->metric, distance_metric_names), CLI_GIVEN(&s.about_vectors)},
        {'p', "pca", "COMPONENTS", "project on so many leading principal components first",
         CLI_SIZE(&o->components, 1, SIZE_MAX), CLI_GIVEN(&s.about_vectors)},
        {0, "anisotropy", "POWER", "divide by that power of both row sums",
         CLI_NUMBER(&a->anisotropy, 0, 1), CLI_GIVEN(&s.about_affinities)},
        {0, "bandwidth", "DISTANCE", "one bandwidth for all, in place of -k",
         CLI_NUMBER(&a->bandwidth, 1e-300, 1e300), CLI_GIVEN(&s.about_kernel)},
        {0, "bandwidth-scale", "FACTOR", "multiply bandwidths by it",
         CLI_NUMBER(&a->bandwidth_scale, 1e-6, 1e6), CLI_GIVEN(&s.about_kernel)},
        {0, "knn-max", "NEIGHBOURS", "no affinity beyond the nearest other snapshot of that rank",
         CLI_SIZE(&a->k_max, 1, SIZE_MAX), CLI_GIVEN(&s.about_kernel)},
        {0, "memory", "SIZE", "read rows again and again to take no more than it (2G, 500M)",
         CLI_PARSED(affinities_read_memory, &s.recipe.memory)},
        {0, "no-distances", NULL, "leave out the snapshots' distances, which potdist may need",
         CLI_FLAG(&s.no_distances)},
        {0, "sparse", NULL, "write only what is not 0, as for more than 10000 snapshots",
         CLI_FLAG(&s.sparse)},
        {0, "symmetrise", "HOW", "how both sides' affinities are joined",
         CLI_CHOICE(&s.symmetry, symmetry_spellings), CLI_GIVEN(&s.about_affinities)},
        {0, "theta", "WEIGHT", "of mnn: 1 the lesser affinity of both sides, 0 the greater",
         CLI_NUMBER(&a->theta, 0, 1), CLI_GIVEN(&s.theta)},
        {0, "threshold", "LEAST", "affinities below it are 0", CLI_NUMBER(&a->threshold, 0, 1),
         CLI_GIVEN(&s.about_kernel)},
        {0}};
    cli_options(cli, options);
    a->k = s.k.at[s.k.count - 1];
    a->symmetry = spelled_symmetry[s.symmetry];
    s.about_kernel = s.about_kernel || s.knn;
    s.about_affinities = s.about_affinities || s.theta;
    check_combination(&s);
    return s;
}

/* Options that come too late for a record. */
static void check_record(const struct record *r, const struct settings *s)
{
    if (s->about_vectors && !affinities_are_of_vectors(r))
        cli_fail(CLI_FAILURE,
                 "-c, -m and -p: need snapshots or a gram record, got %s: give them to the program "
                 "that made it",
                 r->kind);
    if (!record_is(r, "snapshots") && s->recipe.points.metric == METRIC_CORRELATION)
        cli_fail(CLI_FAILURE,
                 "-m correlation: needs snapshots, got %s, which does not tell the means of its "
                 "rows: give the snapshots themselves",
                 r->kind);
    if (s->about_kernel && affinities_are_held(r))
        cli_fail(CLI_FAILURE,
                 "%s: takes only --anisotropy, --symmetrise and --theta of the options for "
                 "affinities: leave the others out",
                 r->kind);
    if (record_is(r, "affinity") && !s->about_affinities)
        cli_fail(CLI_FAILURE, "affinity: needs --anisotropy or --symmetrise: give one, or pass the "
                              "affinity to diffop as it is");
}

/* Whether a row keeps few affinities, however many rows there are. */
static bool is_bounded(const struct affinity_options *a)
{
    return a->decay == 0 || a->threshold > 0 || a->k_max > 0;
}

static bool is_sparse(const struct record *r, const struct settings *s)
{
    return s->sparse || (r->rows > DENSE_ROWS && is_bounded(&s->recipe.kernel));
}

/* What the affinities are made from, for the programs that need the snapshots' distances. */
static void put_companion(struct filter *f, const struct settings *s,
                          const struct affinity_source *source)
{
    struct record r;
    const struct matrix *m = affinities_companion(source);
    if (!m || s->no_distances)
        return;
    filter_derive(f, &r, m == &source->dense ? "distance" : "snapshots", m);
    cli_check(affinities_note_companion(&s->recipe, &f->in.record, source, &r));
    if (m->a)
        filter_put_kept(f, &r, m);
    else
        filter_put_written(f, &r, affinities_write_points, source);
}

static void put_dense(struct filter *f, const struct settings *s, struct affinity_source *source)
{
    struct matrix k;
    struct record r;
    cli_check(affinities_dense(source, &s->recipe, &f->in.rows, &f->cli->report, &k));
    filter_derive(f, &r, "affinity", &k);
    cli_check(affinities_note(&s->recipe, &f->in.record, &r));
    filter_put(f, &r, &k);
}

static void put_sparse(struct filter *f, const struct settings *s, struct affinity_source *source)
{
    struct csr k;
    struct record r;
    cli_check(affinities_sparse(source, &s->recipe, &f->in.rows, &f->cli->report, &k));
    filter_derive_csr(f, &r, "affinity", &k);
    cli_check(affinities_note(&s->recipe, &f->in.record, &r));
    filter_put_csr(f, &r, &k);
}

/* One record of affinities for each k, of one reading and one matrix of distances. */
static void put_affinities(struct filter *f, const struct settings *s)
{
    struct affinity_source source;
    struct settings one = *s;
    bool sparse = is_sparse(&f->in.record, s);
    cli_check(affinities_read(&f->in, &s->recipe, sparse, &f->cli->report, &source));
    put_companion(f, s, &source);
    for (size_t i = 0; i < s->k.count; i++) {
        source.kept = i + 1 < s->k.count;
        one.recipe.kernel.k = s->k.at[i];
        (sparse ? put_sparse : put_dense)(f, &one, &source);
    }
    affinities_free(&source);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Affinities of snapshots: the alpha-decay kernel with "
                                  "nearest-neighbour bandwidths.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        check_record(&f.in.record, &s);
        put_affinities(&f, &s);
    }
    return filter_end(&f);
}
