/* pca: snapshots or a Gram matrix in, principal components out. */
#include "embedding/pca.h"
#include "computing.h"
#include "embedding/pca_walk.h"
#include "filter.h"
#include "gram/snapgram.h"
#include "run/runs.h"
#include "run/walks.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_DIMS = 1000, LISTED = 100 /* shares in the attribute */, NOTED = 8 };

static const char *const wanted[] = {"snapshots", "gram", "squares", NULL};

struct settings {
    size_t dims;
    enum pca_origin origin;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.dims = 2, .origin = PCA_MEAN};
    const struct cli_option options[] = {
        {'d', "dimensions", "DIMENSIONS", "of the picture", CLI_SIZE(&s.dims, 1, MAX_DIMS)},
        {0, "about", "ORIGIN", "what the axes go through", CLI_CHOICE(&s.origin, pca_origin_names)},
        {0}};
    cli_options(cli, options);
    return s;
}

/* What the snapshots' axes explain, and what chance would. */
struct analysis {
    struct pca pca, walk, /* a random walk of as many points */
        walks;            /* where there are several runs: as many walks, from the same starts */
    size_t runs;
};

/* Each record's coordinates are preceded by the row table as they have it. */
static void put_off_plane(struct filter *f, const struct pca *pca)
{
    if (f->in.rows.rows != pca->coords.rows)
        return;
    cli_check(table_put_numbers(&f->in.rows, "off-plane", pca->off_plane, 1));
    cli_check(table_put_numbers(&f->in.rows, "off-plane-share", pca->off_share, 1));
    filter_put_rows(f);
}

/* ---- what is said ---- */

/* The leading shares, with so many digits. */
static void list_shares(const struct pca *pca, size_t dims, double scale, const char *separator,
                        int digits, char *text, size_t room)
{
    size_t used = 0;
    for (size_t k = 0; k < dims && used < room; k++)
        used += (size_t)snprintf(text + used, room - used, "%s%.*g", k ? separator : "", digits,
                                 scale * pca->explained[k]);
}

static void set_attrs(struct record *r, const char *whose, const struct pca *pca, size_t dims)
{
    char shares[LISTED * 25] = "", key[64];
    list_shares(pca, dims < LISTED ? dims : LISTED, 1, " ", 17, shares, sizeof shares);
    snprintf(key, sizeof key, "%sexplained", whose);
    cli_check(record_attr_set(r, key, "%s", shares));
    snprintf(key, sizeof key, "%sexplained-total", whose);
    cli_check(record_attr_set(r, key, "%.17g", pca->explained_total));
    snprintf(key, sizeof key, "%sparticipation-ratio", whose);
    cli_check(record_attr_set(r, key, "%.17g", pca->participation));
}

static void set_all_attrs(struct record *r, const struct analysis *a, const struct settings *s)
{
    cli_check(record_attr_set(r, "about", "%s", pca_origin_names[s->origin]));
    set_attrs(r, "", &a->pca, s->dims);
    set_attrs(r, "walk-", &a->walk, s->dims);
    if (a->runs > 1) {
        cli_check(record_attr_set(r, "walks", "%zu", a->runs));
        set_attrs(r, "walks-", &a->walks, s->dims);
    }
}

/* `what` ends in a colon, or where the sentence may go on with one. */
static void say_explained(struct report *report, const char *what, const struct pca *pca,
                          size_t dims)
{
    char shares[NOTED * 16] = "";
    list_shares(pca, dims < NOTED ? dims : NOTED, 100, " + ", 3, shares, sizeof shares);
    report_line(report, REPORT_NOTE, "%s: %.3g %% = %s%s; participation ratio %.3g", what,
                100 * pca->explained_total, shares, dims > NOTED ? " + ..." : "",
                pca->participation);
}

static void say_all(struct report *report, const struct analysis *a, const struct settings *s)
{
    char what[64];
    snprintf(what, sizeof what, "explained variance, about the %s%s", pca_origin_names[s->origin],
             s->origin == PCA_MEAN ? "" : " snapshot");
    say_explained(report, what, &a->pca, s->dims);
    say_explained(report, "a random walk of as many points", &a->walk, s->dims);
    snprintf(what, sizeof what, "%zu random walks from the runs' starts", a->runs);
    if (a->runs > 1)
        say_explained(report, what, &a->walks, s->dims);
}

/* ---- work ---- */

/* As many random walks as there are runs, if there are several and all rows are in one. */
static void analyse_walks(struct filter *f, const struct matrix *g, const struct settings *s,
                          struct analysis *a)
{
    struct runs runs;
    struct matrix walks;
    if (f->in.rows.rows != g->rows)
        return;
    cli_check(runs_find(&runs, &f->in.rows, g->rows, NULL, NULL, NULL));
    if (runs.count > 1 && runs.joined == g->rows) {
        a->runs = runs.count;
        cli_check(walks_gram(g, &runs, &walks));
        cli_check(pca_of_gram(&walks, s->dims, s->origin, &a->walks));
        matrix_free(&walks);
    }
    runs_free(&runs);
}

static void analyse(struct filter *f, const struct settings *s, struct analysis *a)
{
    struct matrix g;
    *a = (struct analysis){0};
    cli_check(snapgram_read(f->in.reader, &f->in.record, false, &f->cli->report, &g));
    analyse_walks(f, &g, s, a);
    cli_check(pca_walk(g.rows, s->dims, s->origin, &a->walk));
    cli_check(pca_of_gram(&g, s->dims, s->origin, &a->pca));
    matrix_free(&g);
}

static void analysis_free(struct analysis *a)
{
    pca_free(&a->pca);
    pca_free(&a->walk);
    pca_free(&a->walks);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Principal components: the plane that holds most of the "
                                  "snapshots' variance.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_rows(&f);
    while (filter_next(&f)) {
        struct analysis a;
        struct record r;
        analyse(&f, &s, &a);
        say_all(&cli.report, &a, &s);
        put_off_plane(&f, &a.pca);
        filter_derive(&f, &r, "coords", &a.pca.coords);
        set_all_attrs(&r, &a, &s);
        filter_put(&f, &r, &a.pca.coords);
        analysis_free(&a);
    }
    return filter_end(&f);
}
