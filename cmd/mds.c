/* mds: distances in, the coordinates of a picture out; or, with --onto, snapshots in, and their
 * places in a picture that there is. */
#include "mds/mds.h"
#include "embedding/placement.h"
#include "filter.h"
#include "gram/gram.h"
#include "gram/snapgram.h"

#include <stdint.h>
#include <stdlib.h>

enum { OPTION_MAX_ITER = 256, OPTION_EPS, OPTION_ONTO, OPTION_WEIGHTS };
enum { MAX_DIMS = 1000, MAX_ITER = 1000000000 };

static const struct cli_option options[] = {
    {'a', "algorithm", "NAME", "classical, metric or nonmetric (metric)"},
    {'d', "dimensions", "N", "of the picture (2)"},
    {'r', "seed", "N", "of SGD's random order (0)"},
    {'s', "solver", "NAME", "of metric MDS: smacof, sgd, or both for the lower stress (both)"},
    {OPTION_EPS, "eps", "E", "end when a step would lower stress by less than this share (1e-8)"},
    {OPTION_MAX_ITER, "max-iter", "N", "iterations of SMACOF at most (1000)"},
    {OPTION_ONTO, "onto", "COORDS", "place new snapshots in this picture instead"},
    {OPTION_WEIGHTS, "weights", "FILE", "of the pairs in metric MDS, a square matrix"},
    {0}};
static const char *const wanted[] = {"distance", "gram", NULL};
static const char *const aside[] = {"transition", NULL};
static const char *const wanted_onto[] = {"snapshots", "gram", "distance", NULL};

/* The first record of the file that is a matrix. */
static void read_weights(const char *path, struct matrix *weight)
{
    struct reader *in;
    struct record r;
    bool got;
    cli_check(reader_open(&in, path, "weight"));
    cli_check(reader_next(in, &r, &got));
    while (got && !weight->a) {
        if (r.type != PHM_TEXT)
            cli_check(reader_matrix(in, &r, weight));
        record_free(&r);
        cli_check(reader_next(in, &r, &got));
    }
    if (got)
        record_free(&r);
    if (!weight->a)
        cli_fail(CLI_FAILURE, "%s: --weights wants a matrix", path);
    reader_close(in);
}

/* The rows that are not landmarks are placed among them: `coords` of the landmarks become those of
 * all rows. */
static void place_rows(const struct csr *transition, struct matrix *coords)
{
    struct matrix placed;
    cli_check(matrix_new(&placed, transition->rows, coords->cols));
    csr_multiply(transition, coords, &placed);
    matrix_free(coords);
    *coords = placed;
}

/* Whether the current distances are those of landmarks, so that `transition` leads to all rows. */
static bool has_landmarks(const struct filter *f, const struct csr *transition)
{
    if (transition->rows > 0 && transition->cols == f->record.rows)
        return true;
    if (record_attr(&f->record, "landmarks"))
        cli_fail(CLI_FAILURE,
                 "distances of %zu landmarks, and no transition record of as many columns before "
                 "them: pass on what diffop -l writes",
                 f->record.rows);
    return false;
}

/* ---- --onto ---- */

struct old_picture {
    struct table rows;
    struct record record;
    struct matrix coords;
    struct placement placement;
};

static void read_old_picture(const char *path, struct old_picture *old)
{
    static const char *const kinds[] = {"coords", NULL};
    struct reader *in;
    struct record r, last = {0};
    char *text;
    bool got;
    cli_check(reader_open(&in, path, "coords"));
    for (cli_check(reader_next(in, &r, &got)); got && !old->coords.a;
         cli_check(reader_next(in, &r, &got))) {
        if (record_is(&r, "rows")) {
            cli_check(reader_text(in, &r, &text));
            table_free(&old->rows);
            cli_check(table_parse(&old->rows, text, false, path));
            free(text);
        } else if (record_is(&r, "coords")) {
            cli_check(reader_matrix(in, &r, &old->coords));
            cli_check(placement_read(&old->placement, &r));
            cli_check(record_derive(&old->record, &r, r.kind, r.rows, r.cols));
        }
        record_free(&last);
        last = r;
    }
    if (!old->coords.a)
        filter_wrong_kind(in, &last, kinds);
    if (got)
        record_free(&r);
    record_free(&last);
    reader_close(in);
    if (old->rows.rows != old->coords.rows)
        cli_fail(CLI_FAILURE,
                 "%s: %zu points, and a row table of %zu snapshots: --onto wants the "
                 "stream that mds wrote",
                 path, old->coords.rows, old->rows.rows);
}

/* The current record as distances between all its rows. */
static void read_distances(struct filter *f, const struct old_picture *old, const size_t *at,
                           struct matrix *d)
{
    if (record_is(&f->record, "distance")) {
        filter_matrix(f, d);
        return;
    }
    bool center_rows = old->placement.metric == METRIC_CORRELATION;
    cli_check(snapgram_read(f->in, &f->record, center_rows, &f->cli->report, d));
    cli_check(placement_distances(&old->placement, d, at, old->coords.rows, &f->cli->report));
}

/* The picture is the old one still, but for its stress, which was that of the old rows. */
static void set_placed_attrs(struct record *r, const struct old_picture *old)
{
    size_t placed = r->rows - old->coords.rows;
    cli_check(record_attrs_copy(r, &old->record));
    if (placed == 0)
        return;
    cli_check(record_attr_set(r, "placed", "%zu", placed));
    record_attr_remove(r, "stress");
}

static void place_snapshots(struct filter *f, const struct old_picture *old)
{
    struct matrix distance, coords;
    struct record r;
    size_t *at = calloc(old->coords.rows + 1, sizeof *at);
    if (!at)
        cli_check(error_memory("the old rows"));
    if (f->rows.rows != f->record.rows)
        cli_fail(CLI_FAILURE,
                 "%zu snapshots, and a row table of %zu before them: --onto knows old "
                 "snapshots by its column file: make them with snapcat",
                 f->record.rows, f->rows.rows);
    cli_check(placement_match(&old->rows, &f->rows, at));
    read_distances(f, old, at, &distance);
    cli_check(
        placement_embed(&old->placement, &distance, at, &old->coords, &f->cli->report, &coords));
    report_line(&f->cli->report, REPORT_DETAIL, "%zu new snapshots among %zu old ones",
                coords.rows - old->coords.rows, old->coords.rows);
    filter_derive(f, &r, "coords", &coords);
    set_placed_attrs(&r, old);
    filter_put(f, &r, &coords);
    matrix_free(&distance);
    free(at);
}

static int run_onto(struct cli *cli, const char *path)
{
    struct filter f;
    struct old_picture old = {0};
    read_old_picture(path, &old);
    filter_begin(&f, cli, wanted_onto);
    while (filter_next(&f))
        place_snapshots(&f, &old);
    table_free(&old.rows);
    matrix_free(&old.coords);
    record_free(&old.record);
    return filter_end(&f);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis =
                          "Coordinates in a few dimensions that keep distances as well as can be.",
                      .operands = "[FILE]",
                      .options = options,
                      .threaded = true};
    struct mds_opts opts = mds_defaults;
    const char *onto = NULL, *weights = NULL;
    struct matrix weight = {0};
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
        case OPTION_WEIGHTS:
            weights = cli.value;
            break;
        case OPTION_ONTO:
            onto = cli.value;
            break;
        }
    if (onto)
        return run_onto(&cli, onto);
    if (weights) {
        read_weights(weights, &weight);
        opts.weight = &weight;
    }

    struct filter f;
    struct csr transition = {0};
    filter_begin(&f, &cli, wanted);
    f.aside = aside;
    while (filter_next(&f)) {
        if (record_is(&f.record, "transition")) {
            csr_free(&transition);
            filter_csr(&f, &transition);
            continue;
        }
        struct matrix distance;
        struct mds_result picture;
        struct record r;
        cli_check(snapgram_read_distances(f.in, &f.record, &cli.report, &distance));
        cli_check(mds_embed(&distance, &opts, &cli.report, &picture));
        matrix_free(&distance);
        if (has_landmarks(&f, &transition))
            place_rows(&transition, &picture.coords);
        filter_derive(&f, &r, "coords", &picture.coords);
        if (record_is(&f.record, "gram"))
            cli_check(record_attr_set(&r, "metric", "%s", distance_metric_names[METRIC_EUCLIDEAN]));
        cli_check(record_attr_set(&r, "mds", "%s", mds_algorithm_names[opts.algorithm]));
        cli_check(record_attr_set(&r, "stress", "%.9g", picture.stress));
        filter_put(&f, &r, &picture.coords);
    }
    csr_free(&transition);
    matrix_free(&weight);
    return filter_end(&f);
}
