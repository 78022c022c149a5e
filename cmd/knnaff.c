/* knnaff: snapshots, Gram matrix or distances in, affinities out. */
#include "filter.h"
#include "gram/gram.h"
#include "gram/snapgram.h"
#include "phate/affinity.h"
#include "phate/affinity_sparse.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_ANISOTROPY = 256,
    OPTION_BANDWIDTH,
    OPTION_BANDWIDTH_SCALE,
    OPTION_KNN_MAX,
    OPTION_SPARSE,
    OPTION_SYMMETRISE,
    OPTION_THETA,
    OPTION_THRESHOLD,
    NAMED = 5,
    DENSE_ROWS = 10000 /* an n x n matrix of more takes a GB, and hours in diffop */
};

static const struct cli_option options[] = {
    {'a', "decay", "A", "steepness of the kernel's decay, or none: a binary kernel (40)"},
    {'c', "center", NULL, "centre the snapshots first"},
    {'k', "knn", "K", "bandwidth: distance to the K-th nearest other snapshot (5)"},
    {'m', "metric", "METRIC", "euclidean, cosine or correlation (euclidean)"},
    {'p', "pca", "R", "project on the R leading principal components first"},
    {OPTION_ANISOTROPY, "anisotropy", "Q", "divide by the Q-th power of both row sums (0)"},
    {OPTION_BANDWIDTH, "bandwidth", "X", "one bandwidth for all, in place of -k"},
    {OPTION_BANDWIDTH_SCALE, "bandwidth-scale", "X", "multiply bandwidths by X (1)"},
    {OPTION_KNN_MAX, "knn-max", "N", "no affinity beyond the N-th nearest other snapshot"},
    {OPTION_SPARSE, "sparse", NULL, "write only what is not 0, as for more than 10000 snapshots"},
    {OPTION_SYMMETRISE, "symmetrise", "HOW", "add, multiply or mnn (add)"},
    {OPTION_THETA, "theta", "X", "of mnn: 1 the lesser affinity of both sides, 0 the greater (1)"},
    {OPTION_THRESHOLD, "threshold", "X", "affinities below X are 0 (1e-4)"},
    {0}};
static const char *const wanted[] = {"snapshots", "gram",      "distance",
                                     "affinity",  "adjacency", NULL};

/* The signs are the reference implementation's names. */
static const char *const symmetry_spellings[] = {"add", "multiply", "mnn", "+", "*", NULL};
static const enum symmetry spelled_symmetry[] = {SYMMETRY_ADD, SYMMETRY_MULTIPLY, SYMMETRY_MNN,
                                                 SYMMETRY_ADD, SYMMETRY_MULTIPLY};

struct settings {
    struct affinity_options affinity;
    enum metric metric;
    size_t components; /* -p; 0: none */
    bool center, knn, theta, sparse;
    /* which sorts of options were given: those that are applied to snapshots, to distances and to
     * affinities */
    bool about_vectors, about_kernel, about_affinities;
};

/* Options of the kernel; false where the option is none of them. */
static bool read_kernel_option(struct cli *cli, int c, struct settings *s)
{
    switch (c) {
    case 'a':
        s->affinity.decay = strcmp(cli->value, "none") == 0 ? 0 : cli_double(cli, 1e-3, 1e6);
        break;
    case 'k':
        s->affinity.k = cli_size(cli, 1, SIZE_MAX);
        s->knn = true;
        break;
    case OPTION_BANDWIDTH:
        s->affinity.bandwidth = cli_double(cli, 1e-300, 1e300);
        break;
    case OPTION_BANDWIDTH_SCALE:
        s->affinity.bandwidth_scale = cli_double(cli, 1e-6, 1e6);
        break;
    case OPTION_KNN_MAX:
        s->affinity.k_max = cli_size(cli, 1, SIZE_MAX);
        break;
    case OPTION_THRESHOLD:
        s->affinity.threshold = cli_double(cli, 0, 1);
        break;
    default:
        return false;
    }
    s->about_kernel = true;
    return true;
}

static bool read_affinity_option(struct cli *cli, int c, struct settings *s)
{
    switch (c) {
    case OPTION_ANISOTROPY:
        s->affinity.anisotropy = cli_double(cli, 0, 1);
        break;
    case OPTION_SYMMETRISE:
        s->affinity.symmetry = spelled_symmetry[cli_choice(cli, symmetry_spellings)];
        break;
    case OPTION_THETA:
        s->affinity.theta = cli_double(cli, 0, 1);
        s->theta = true;
        break;
    default:
        return false;
    }
    s->about_affinities = true;
    return true;
}

static void read_vector_option(struct cli *cli, int c, struct settings *s)
{
    switch (c) {
    case 'c':
        s->center = true;
        break;
    case 'm':
        s->metric = (enum metric)cli_choice(cli, distance_metric_names);
        break;
    case 'p':
        s->components = cli_size(cli, 1, SIZE_MAX);
        break;
    }
    s->about_vectors = true;
}

static void check_combination(const struct settings *s)
{
    const struct affinity_options *a = &s->affinity;
    if (a->bandwidth > 0 && s->knn)
        cli_fail(CLI_USAGE, "-k and --bandwidth: one bandwidth for all takes the place of the "
                            "nearest neighbours': leave one out");
    if (a->bandwidth == 0 && a->k_max > 0 && a->k_max < a->k)
        cli_fail(CLI_USAGE, "--knn-max %zu: expected no less than -k, which is %zu", a->k_max,
                 a->k);
    if (s->theta && a->symmetry != SYMMETRY_MNN)
        cli_fail(CLI_USAGE, "--theta belongs to --symmetrise mnn");
    if (s->metric == METRIC_CORRELATION && s->components)
        cli_fail(CLI_USAGE, "-m correlation and -p: correlations of principal components would "
                            "hang on their signs, which are arbitrary: leave one out");
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.affinity = affinity_defaults};
    for (int c; (c = cli_option(cli)) != -1;)
        if (c == OPTION_SPARSE)
            s.sparse = true;
        else if (!read_kernel_option(cli, c, &s) && !read_affinity_option(cli, c, &s))
            read_vector_option(cli, c, &s);
    check_combination(&s);
    return s;
}

static bool holds_vectors(const struct record *r)
{
    return record_is(r, "snapshots") || record_is(r, "gram");
}

static bool holds_affinities(const struct record *r)
{
    return record_is(r, "affinity") || record_is(r, "adjacency");
}

/* Options that come too late for a record. */
static void check_record(const struct record *r, const struct settings *s)
{
    if (s->about_vectors && !holds_vectors(r))
        cli_fail(CLI_FAILURE,
                 "-c, -m and -p need snapshots or a gram record, got %s: give them to the program "
                 "that made it",
                 r->kind);
    if (record_is(r, "gram") && s->metric == METRIC_CORRELATION)
        cli_fail(CLI_FAILURE, "-m correlation needs snapshots, got gram, which does not tell the "
                              "means of its rows: give the snapshots themselves");
    if (s->about_kernel && holds_affinities(r))
        cli_fail(CLI_FAILURE,
                 "of options that bear on affinities only --anisotropy, --symmetrise and --theta "
                 "can be applied to those there are, got %s: leave the others out",
                 r->kind);
    if (record_is(r, "affinity") && !s->about_affinities)
        cli_fail(CLI_FAILURE, "got affinity, and neither --anisotropy nor --symmetrise: diffop "
                              "takes it as it is");
}

/* The current record, which is not of affinities, as distances. */
static void read_distances(struct filter *f, const struct settings *s, struct matrix *d)
{
    if (record_is(&f->record, "distance")) {
        filter_matrix(f, d);
        return;
    }
    bool center_rows = s->metric == METRIC_CORRELATION;
    cli_check(snapgram_read(f->in, &f->record, center_rows, &f->cli->report, d));
    if (s->components)
        cli_check(gram_project(d, s->components));
    else if (s->center)
        cli_check(gram_center(d));
    gram_distances(d, s->metric, &f->cli->report);
}

/* Says which snapshots have so many duplicates that their bandwidth is 0. */
static void warn_of_duplicates(struct filter *f, const double *bandwidth, size_t n, size_t k)
{
    size_t count = 0, used = 0;
    char names[NAMED * FILTER_NAME_MAX] = "";
    for (size_t i = 0; i < n; i++)
        if (bandwidth[i] == 0 && count++ < NAMED) {
            char name[FILTER_NAME_MAX];
            filter_row_name(&f->rows, i, name);
            used += (size_t)snprintf(names + used, sizeof names - used, " %s", name);
        }
    if (count)
        report_line(&f->cli->report, REPORT_WARNING,
                    "%zu snapshots have %zu or more duplicates, so their bandwidth is 0 and they "
                    "are affine to their duplicates only:%s%s",
                    count, k, names, count > NAMED ? " ..." : "");
}

/* Whether few of the affinities are kept in a row however many rows there are. */
static bool is_bounded(const struct affinity_options *a)
{
    return a->decay == 0 || a->threshold > 0 || a->k_max > 0;
}

static bool is_sparse(const struct record *r, const struct settings *s)
{
    return s->sparse || (r->rows > DENSE_ROWS && is_bounded(&s->affinity));
}

/* Rows that take no more memory than their Gram matrix would are kept instead of it. */
static bool has_few_columns(const struct record *r)
{
    return record_is(r, "snapshots") && r->cols <= r->rows;
}

/* The affinities of the current record, of snapshots, by a search among its rows. */
static void search_affinities(struct filter *f, const struct settings *s, struct csr *k)
{
    struct points_options points_options = {s->metric, s->center, s->components};
    struct points points;
    cli_check(snapgram_read_points(f->in, &f->record, &points_options, &points));
    double *bandwidth = calloc(points.x.rows + 1, sizeof *bandwidth);
    if (!bandwidth)
        cli_check(error_memory("bandwidths"));
    cli_check(affinity_sparse_from_points(&points, &s->affinity, &f->cli->report, bandwidth, k));
    warn_of_duplicates(f, bandwidth, points.x.rows, s->affinity.k);
    free(bandwidth);
    points_free(&points);
}

/* The affinities of the current record by its distances. */
static void make_affinities(struct filter *f, const struct settings *s, struct matrix *k)
{
    read_distances(f, s, k);
    double *bandwidth = calloc(k->rows + 1, sizeof *bandwidth);
    if (!bandwidth)
        cli_check(error_memory("bandwidths"));
    cli_check(affinity_from_distances(k, &s->affinity, bandwidth));
    warn_of_duplicates(f, bandwidth, k->rows, s->affinity.k);
    free(bandwidth);
}

/* The affinities that the current record holds. */
static void take_affinities(struct filter *f, const struct settings *s, struct matrix *k)
{
    filter_matrix(f, k);
    if (record_is(&f->record, "adjacency"))
        affinity_from_adjacency(k);
    cli_check(affinity_finish(k, &s->affinity));
}

/* Affinities of the current record, dense. */
static void dense_affinities(struct filter *f, const struct settings *s, struct matrix *k)
{
    if (holds_affinities(&f->record))
        take_affinities(f, s, k);
    else
        make_affinities(f, s, k);
}

static void sparse_affinities(struct filter *f, const struct settings *s, struct csr *k)
{
    struct matrix dense;
    if (has_few_columns(&f->record)) {
        search_affinities(f, s, k);
    } else {
        dense_affinities(f, s, &dense);
        cli_check(csr_from_dense(k, &dense));
        matrix_free(&dense);
    }
    report_line(&f->cli->report, REPORT_DETAIL, "%.1f affinities a snapshot are not 0",
                (double)k->nonzeros / (double)k->rows);
}

static void set_vector_attrs(struct record *r, const struct settings *s)
{
    cli_check(record_attr_set(r, "metric", "%s", distance_metric_names[s->metric]));
    if (s->components)
        cli_check(record_attr_set(r, "pca", "%zu", s->components));
    else if (s->center)
        cli_check(record_attr_set(r, "centered", "yes"));
}

static void set_kernel_attrs(struct record *r, const struct affinity_options *a)
{
    if (a->bandwidth > 0)
        cli_check(record_attr_set(r, "bandwidth", "%.17g", a->bandwidth));
    else
        cli_check(record_attr_set(r, "k", "%zu", a->k));
    if (a->decay > 0)
        cli_check(record_attr_set(r, "decay", "%.17g", a->decay));
    else
        cli_check(record_attr_set(r, "decay", "none"));
    cli_check(record_attr_set(r, "threshold", "%.17g", a->threshold));
    if (a->bandwidth_scale != 1)
        cli_check(record_attr_set(r, "bandwidth-scale", "%.17g", a->bandwidth_scale));
    if (a->k_max > 0)
        cli_check(record_attr_set(r, "knn-max", "%zu", a->k_max));
}

static void set_affinity_attrs(struct record *r, const struct affinity_options *a)
{
    if (a->symmetry != SYMMETRY_ADD)
        cli_check(record_attr_set(r, "symmetrise", "%s", affinity_symmetry_names[a->symmetry]));
    if (a->symmetry == SYMMETRY_MNN)
        cli_check(record_attr_set(r, "theta", "%.17g", a->theta));
    if (a->anisotropy > 0)
        cli_check(record_attr_set(r, "anisotropy", "%.17g", a->anisotropy));
}

static void set_attrs(struct record *r, const struct record *source, const struct settings *s)
{
    if (!holds_affinities(source))
        set_kernel_attrs(r, &s->affinity);
    if (holds_vectors(source))
        set_vector_attrs(r, s);
    set_affinity_attrs(r, &s->affinity);
}

static void put_dense(struct filter *f, const struct settings *s)
{
    struct matrix k;
    struct record r;
    dense_affinities(f, s, &k);
    filter_derive(f, &r, "affinity", &k);
    set_attrs(&r, &f->record, s);
    filter_put(f, &r, &k);
}

static void put_sparse(struct filter *f, const struct settings *s)
{
    struct csr k;
    struct record r;
    sparse_affinities(f, s, &k);
    filter_derive_csr(f, &r, "affinity", &k);
    set_attrs(&r, &f->record, s);
    filter_put_csr(f, &r, &k);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Affinities of snapshots: the alpha-decay kernel with "
                                  "nearest-neighbour bandwidths.",
                      .operands = "[FILE]",
                      .options = options,
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        check_record(&f.record, &s);
        if (is_sparse(&f.record, &s))
            put_sparse(&f, &s);
        else
            put_dense(&f, &s);
    }
    return filter_end(&f);
}
