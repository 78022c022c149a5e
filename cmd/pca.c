/* pca: snapshots or a Gram matrix in, principal components out. */
#include "embedding/pca.h"
#include "base/text/decimal.h"
#include "filter.h"
#include "gram/snapgram.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_DIMS = 1000, LISTED = 100 /* shares in the attribute */, NOTED = 8 };

static const char *const wanted[] = {"snapshots", "gram", NULL};

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

/* The leading shares, each as `format` has it. */
static void list_shares(const struct pca *pca, size_t most, double scale, const char *separator,
                        int digits, char *text, size_t room)
{
    size_t used = 0;
    for (size_t k = 0; k < pca->coords.cols && k < most && used < room; k++)
        used += (size_t)snprintf(text + used, room - used, "%s%.*g", k ? separator : "", digits,
                                 scale * pca->explained[k]);
}

static void put_column(struct table *rows, const char *name, const double *value)
{
    size_t column;
    char number[DECIMAL_ROOM];
    cli_check(table_column_add(rows, name, &column));
    for (size_t i = 0; i < rows->rows; i++) {
        decimal_f64(number, value[i]);
        cli_check(table_set(rows, i, column, number));
    }
}

/* Each record's coordinates are preceded by the row table as they have it. */
static void put_off_plane(struct filter *f, const struct pca *pca)
{
    if (f->in.rows.rows != pca->coords.rows)
        return;
    put_column(&f->in.rows, "off-plane", pca->off_plane);
    put_column(&f->in.rows, "off-plane-share", pca->off_share);
    filter_put_rows(f);
}

static void set_attrs(struct record *r, const struct pca *pca, enum pca_origin origin)
{
    char shares[LISTED * 25] = "";
    list_shares(pca, LISTED, 1, " ", 17, shares, sizeof shares);
    cli_check(record_attr_set(r, "about", "%s", pca_origin_names[origin]));
    cli_check(record_attr_set(r, "explained", "%s", shares));
    cli_check(record_attr_set(r, "explained-total", "%.17g", pca->explained_total));
}

static void say_explained(struct report *report, const struct pca *pca, enum pca_origin origin)
{
    char shares[NOTED * 16] = "";
    list_shares(pca, NOTED, 100, " + ", 3, shares, sizeof shares);
    report_line(report, REPORT_NOTE, "explained variance, about the %s%s: %.3g %% = %s%s",
                pca_origin_names[origin], origin == PCA_MEAN ? "" : " snapshot",
                100 * pca->explained_total, shares, pca->coords.cols > NOTED ? " + ..." : "");
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Principal components: the plane that holds most of the "
                                  "snapshots' variance.",
                      .operands = "[FILE]",
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_rows(&f);
    while (filter_next(&f)) {
        struct matrix g;
        struct pca pca;
        struct record r;
        cli_check(snapgram_read(f.in.reader, &f.in.record, false, &cli.report, &g));
        cli_check(pca_of_gram(&g, s.dims, s.origin, &cli.report, &pca));
        matrix_free(&g);
        say_explained(&cli.report, &pca, s.origin);
        put_off_plane(&f, &pca);
        filter_derive(&f, &r, "coords", &pca.coords);
        set_attrs(&r, &pca, s.origin);
        filter_put(&f, &r, &pca.coords);
        pca_free(&pca);
    }
    return filter_end(&f);
}
