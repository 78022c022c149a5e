/* embsweep: snapshots, their Gram matrix or distances in, the mean of their pictures by many
 * settings out, and how sure it is. */
#include "computing.h"
#include "files.h"
#include "filter.h"
#include "stream/tsv.h"
#include "sweep/settings.h"
#include "sweep/spread.h"
#include "sweep/stability.h"

static const char *const wanted[] = {"snapshots", "gram", "squares", "distance", NULL};

enum left_out { LEFT_OUT_NONE, LEFT_OUT_RUNS };
static const char *const left_out_names[] = {"none", "runs", NULL};

struct settings {
    struct grid grid;
    size_t dims;
    unsigned left_out; /* an enum left_out */
    const char *run;   /* a column, or NULL */
    const char *settings_file, *pairs_file;
    bool all, has_metric;
};

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.grid = grid_defaults, .dims = 2};
    const struct cli_option options[] = {
        {'d', "dimensions", "DIMENSIONS", "of the pictures",
         CLI_SIZE(&s.dims, SWEEP_DIMS_LEAST, SWEEP_DIMS_MOST)},
        {'k', "knn", "NEIGHBOURS[,...]", "bandwidths: knnaff's (5,4,7)",
         CLI_PARSED(grid_take_k, &s.grid)},
        {'m', "metric", "METRIC[,...]", "of the snapshots' distances (euclidean)",
         CLI_PARSED(grid_take_metrics, &s.grid), CLI_GIVEN(&s.has_metric)},
        {'r', "seed", "SEED[,...]", "of mds (0:2)", CLI_PARSED(grid_take_seeds, &s.grid)},
        {'t', "time", "POWER[,...]", "of the operator, or auto, or relaxation: diffop's (auto)",
         CLI_PARSED(grid_take_powers, &s.grid)},
        {0, "all", NULL, "write all pictures behind the mean one", CLI_FLAG(&s.all)},
        {0, "ground", "SHARE[,...]", "of the snapshots' distances inside components: potdist's (0)",
         CLI_PARSED(grid_take_grounds, &s.grid)},
        {0, "leave-out", "WHAT", "also without each run", CLI_CHOICE(&s.left_out, left_out_names)},
        {0, "pairs", "FILE", "write how stable pairs of components, or of runs, lie, as TSV",
         CLI_TEXT(&s.pairs_file)},
        {0, "run", "COLUMN", "column that names a row's run (run)", CLI_TEXT(&s.run)},
        {0, "settings", "FILE", "write the settings and their pictures' scores, as TSV",
         CLI_TEXT(&s.settings_file)},
        {0}};
    cli_options(cli, options);
    files_check_extra(cli, (const struct files_extra[]){
                               {"--settings", s.settings_file}, {"--pairs", s.pairs_file}, {0}});
    return s;
}

/* ---- the input ---- */

static void read_source(const struct filter *f, struct settings *s, struct sweep_source *source)
{
    if (s->has_metric && record_is(&f->in.record, "distance"))
        cli_fail(CLI_FAILURE, "-m: needs snapshots or a gram record, got distance: leave it out");
    cli_check(sweep_source_read(source, &f->in, &s->grid, s->run, &f->cli->report));
    size_t runs = source->runs.count;
    if (s->left_out == LEFT_OUT_RUNS && runs < 2)
        cli_fail(
            CLI_FAILURE,
            "--leave-out runs: the table of rows tells of %zu runs: give snapshots of several, "
            "and the column that tells them apart (--run)",
            runs);
    s->grid.runs = s->left_out == LEFT_OUT_RUNS ? runs : 0;
}

/* ---- the output ---- */

/* What is written when the whole input has been read. */
struct tables {
    struct table settings, pairs;
};

static void make_tables(const struct settings *s, const struct sweep *sweep,
                        const struct sweep_source *source, struct tables *tables)
{
    if (s->settings_file)
        cli_check(settings_table(sweep, source, &tables->settings));
    if (s->pairs_file)
        cli_check(stability_table(sweep, source, &tables->pairs));
}

static void write_table(const char *path, struct table *t)
{
    struct writer *w;
    if (!path)
        return;
    cli_check(writer_open_text(&w, path));
    cli_check(tsv_write_table(w, t));
    cli_check(writer_commit(w));
    table_free(t);
}

/* Where there was no table of rows there is one now. */
static void put_rows(struct filter *f, const struct sweep *sweep)
{
    struct spread spread;
    bool had_table = f->in.rows.columns.count > 0;
    f->in.rows.rows = sweep->consensus.mean.rows;
    cli_check(spread_find(&spread, sweep));
    cli_check(spread_add_columns(&spread, sweep, &f->in.rows));
    spread_free(&spread);
    if (had_table)
        filter_put_rows(f);
    else
        cli_check(stream_put_table(f->out, "rows", &f->in.rows, f->provenance));
}

static void put_mean(struct filter *f, const struct grid *grid, const struct sweep *sweep,
                     const struct sweep_source *source)
{
    struct record r;
    struct matrix mean;
    cli_check(matrix_copy(&mean, &sweep->consensus.mean));
    filter_derive(f, &r, "coords", &mean);
    cli_check(settings_note_mean(sweep, grid, source, &r));
    filter_put(f, &r, &mean);
}

static void put_pictures(struct filter *f, const struct sweep *sweep,
                         const struct sweep_source *source)
{
    for (size_t i = 0; i < sweep->count; i++) {
        const struct picture_result *p = &sweep->pictures[i];
        struct record r;
        struct matrix coords;
        struct table rows;
        if (i > 0 && p->rows != p[-1].rows) {
            cli_check(subset_gather_table(p->rows, &f->in.rows, &rows));
            cli_check(stream_put_table(f->out, "rows", &rows, f->provenance));
            table_free(&rows);
        }
        cli_check(matrix_copy(&coords, &p->coords));
        filter_derive(f, &r, "coords", &coords);
        cli_check(settings_note_picture(sweep, i, source, &r));
        filter_put(f, &r, &coords);
    }
}

static void run(struct filter *f, struct settings *s, struct tables *tables)
{
    struct sweep_source source;
    struct sweep sweep;
    read_source(f, s, &source);
    cli_check(sweep_run(&sweep, &s->grid, &source, s->dims, &f->cli->report));
    make_tables(s, &sweep, &source, tables);
    put_rows(f, &sweep);
    put_mean(f, &s->grid, &sweep, &source);
    if (s->all)
        put_pictures(f, &sweep, &source);
    sweep_free(&sweep);
    sweep_source_free(&source);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "How sure a picture is: the mean of pictures by many settings.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    struct tables tables = {0};

    struct filter f;
    filter_begin(&f, &cli, wanted);
    filter_own_rows(&f);
    for (size_t sweeps = 0; filter_next(&f); sweeps++) {
        if (sweeps > 0)
            cli_fail(CLI_FAILURE, "a second record, %s: one sweep at a time: give one record",
                     f.in.record.kind);
        run(&f, &s, &tables);
    }
    write_table(s.settings_file, &tables.settings);
    write_table(s.pairs_file, &tables.pairs);
    return filter_end(&f);
}
