/* knnaff: snapshots, Gram matrix or distances in, affinities out. */
#include "affinity.h"
#include "cli.h"
#include "gram.h"
#include "snapgram.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTION_THRESHOLD = 256, NAMED = 5 };

static const struct cli_option options[] = {
    {'a', "decay", "A", "steepness of the kernel's decay (40)"},
    {'c', "center", NULL, "centre the snapshots first"},
    {'k', "knn", "K", "bandwidth: distance to the K-th nearest other snapshot (5)"},
    {'m', "metric", "METRIC", "euclidean or cosine (euclidean)"},
    {'p', "pca", "R", "project on the R leading principal components first"},
    {OPTION_THRESHOLD, "threshold", "X", "affinities below X are 0 (1e-4)"},
    {0}};
static const char *const wanted[] = {"snapshots", "gram", "distance", NULL};

struct settings {
    struct affinity_options affinity;
    enum metric metric;
    size_t components;          /* -p; 0: none */
    bool center, about_vectors; /* about_vectors: -c, -m or -p was given */
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.affinity = affinity_defaults};
    for (int c; (c = cli_option(cli)) != -1;)
        switch (c) {
        case 'a':
            s.affinity.decay = cli_double(cli, 1e-3, 1e6);
            break;
        case 'c':
            s.center = s.about_vectors = true;
            break;
        case 'k':
            s.affinity.k = cli_size(cli, 1, SIZE_MAX);
            break;
        case 'm':
            s.metric = (enum metric)cli_choice(cli, metric_names);
            s.about_vectors = true;
            break;
        case 'p':
            s.components = cli_size(cli, 1, SIZE_MAX);
            s.about_vectors = true;
            break;
        case OPTION_THRESHOLD:
            s.affinity.threshold = cli_double(cli, 0, 1);
            break;
        }
    return s;
}

/* The current record as distances. */
static void read_distances(struct filter *f, const struct settings *s, struct matrix *d)
{
    if (record_is(&f->record, "distance")) {
        if (s->about_vectors)
            cli_fail(CLI_FAILURE, "-c, -m and -p need snapshots or a gram record, got distance: "
                                  "give them to the program that made the distances");
        filter_matrix(f, d);
        return;
    }
    if (record_is(&f->record, "gram")) {
        filter_matrix(f, d);
        cli_check(gram_check(d));
    } else {
        cli_check(snapgram_read(f->in, &f->record, &f->cli->report, d));
    }
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
            filter_row_name(f, i, name);
            used += (size_t)snprintf(names + used, sizeof names - used, " %s", name);
        }
    if (count)
        report_line(&f->cli->report, REPORT_WARNING,
                    "%zu snapshots have %zu or more duplicates, so their bandwidth is 0 and they "
                    "are affine to their duplicates only:%s%s",
                    count, k, names, count > NAMED ? " ..." : "");
}

static void set_attrs(struct record *r, const struct settings *s, bool vectors)
{
    cli_check(record_attr_set(r, "k", "%zu", s->affinity.k));
    cli_check(record_attr_set(r, "decay", "%.17g", s->affinity.decay));
    cli_check(record_attr_set(r, "threshold", "%.17g", s->affinity.threshold));
    if (vectors)
        cli_check(record_attr_set(r, "metric", "%s", metric_names[s->metric]));
    if (s->components)
        cli_check(record_attr_set(r, "pca", "%zu", s->components));
    else if (s->center)
        cli_check(record_attr_set(r, "centered", "yes"));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Affinities of snapshots: the alpha-decay kernel with "
                                  "nearest-neighbour bandwidths.",
                      .operands = "[FILE]",
                      .options = options};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f)) {
        struct matrix d;
        struct record r;
        bool vectors = !record_is(&f.record, "distance");
        read_distances(&f, &s, &d);
        double *bandwidth = calloc(d.rows + 1, sizeof *bandwidth);
        if (!bandwidth)
            cli_check(error_memory("bandwidths"));
        cli_check(affinity_from_distances(&d, &s.affinity, bandwidth));
        warn_of_duplicates(&f, bandwidth, d.rows, s.affinity.k);
        free(bandwidth);
        filter_derive(&f, &r, "affinity", &d);
        set_attrs(&r, &s, vectors);
        filter_put(&f, &r, &d);
    }
    return filter_end(&f);
}
