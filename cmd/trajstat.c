/* trajstat: snapshots, distances or coordinates in, numbers of their runs out, as a table. */
#include "cli.h"
#include "filter.h"
#include "run/tables.h"
#include "stream/stream.h"
#include "stream/tsv.h"

#include <stdlib.h>
#include <string.h>

/* The options for the table count on from OPTION_TABLE as the kinds of table do. */
enum { OPTION_HIGHEST = 256, OPTION_TABLE };

static const struct cli_option options[] = {
    {'c', "column", "COLUMN", "column that tells which snapshot is the best (a loss)"},
    {'r', "run", "COLUMN", "column that names a row's run (run)"},
    {'s', "step", "COLUMN", "column that orders the rows of a run (step)"},
    {OPTION_TABLE + RUN_TABLE_BARRIER, "barrier", NULL,
     "a row a line of a grid: the barrier between its ends"},
    {OPTION_TABLE + RUN_TABLE_ENDS, "ends", NULL,
     "distances between the last snapshots of all runs"},
    {OPTION_HIGHEST, "highest", NULL, "the highest value is the best, as of an accuracy"},
    {OPTION_TABLE + RUN_TABLE_RUNS, "runs", NULL, "a row a run (default)"},
    {OPTION_TABLE + RUN_TABLE_STEPS, "steps", NULL, "a row a snapshot"},
    {0}};
static const char *const line_kinds[] = {"grid", NULL};

struct settings {
    struct trajectories_options runs;
    enum run_table kind;
    bool chosen; /* by an option */
};

/* What has been read. */
struct input {
    struct reader *reader;
    struct table rows; /* the last table before the record at hand */
    bool has_rows;
    struct trajectories runs;       /* its runs, if they are known */
    struct run_table_source source; /* the record at hand */
};

static void choose_kind(struct settings *s, enum run_table kind)
{
    static const char *const names[] = {[RUN_TABLE_RUNS] = "runs",
                                        [RUN_TABLE_STEPS] = "steps",
                                        [RUN_TABLE_ENDS] = "ends",
                                        [RUN_TABLE_BARRIER] = "barrier"};
    if (s->chosen && s->kind != kind)
        cli_fail(CLI_USAGE, "--%s and --%s: one table a call: leave one out", names[s->kind],
                 names[kind]);
    s->chosen = true;
    s->kind = kind;
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.kind = RUN_TABLE_RUNS};
    for (int c; (c = cli_option(cli)) != -1;)
        switch (c) {
        case 'c':
            s.runs.value = cli->value;
            break;
        case 'r':
            s.runs.run = cli->value;
            break;
        case 's':
            s.runs.step = cli->value;
            break;
        case OPTION_HIGHEST:
            s.runs.highest = true;
            break;
        default:
            choose_kind(&s, (enum run_table)(c - OPTION_TABLE));
        }
    s.runs.unranked = s.kind == RUN_TABLE_ENDS;
    return s;
}

/* ---- runs ---- */

static void forget_rows(struct input *in)
{
    run_trajectories_free(&in->runs);
    table_free(&in->rows);
}

static void take_rows(struct input *in, const struct record *r)
{
    char *text;
    forget_rows(in);
    cli_check(reader_text(in->reader, r, &text));
    cli_check(table_parse(&in->rows, text, false, reader_name(in->reader)));
    free(text);
    in->has_rows = true;
}

/* Without a table there is one run, of all rows in their order. */
static void make_up_rows(struct input *in, size_t rows, struct report *report)
{
    forget_rows(in);
    in->rows.rows = rows;
    report_line(report, REPORT_NOTE,
                "no table of rows: the %zu rows are taken for one run, in their order", rows);
}

static void find_runs(struct input *in, const struct record *r, const struct settings *s,
                      struct report *report)
{
    if (!in->has_rows && in->rows.rows != r->rows)
        make_up_rows(in, r->rows, report);
    if (in->rows.rows != r->rows)
        cli_fail(CLI_FAILURE,
                 "%s: a table of %zu rows, and %s of %zu (of landmarks?): expected the table of "
                 "the same snapshots",
                 reader_name(in->reader), in->rows.rows, r->kind, r->rows);
    if (!in->runs.rows)
        cli_check(run_trajectories_find(&in->runs, &in->rows, &s->runs, report));
}

/* ---- records ---- */

static void add_runs(struct input *in, const struct record *r, const struct settings *s,
                     struct report *report, struct table *out)
{
    struct space space;
    cli_check(space_read(in->reader, r, report, &space));
    find_runs(in, r, s, report);
    cli_check(run_table_add(out, s->kind, &in->source, &in->runs, &space));
    space_free(&space);
}

static void add_line(struct input *in, const struct record *r, const struct settings *s,
                     struct table *out)
{
    struct matrix grid;
    struct barrier barrier;
    cli_check(reader_matrix(in->reader, r, &grid));
    cli_check(barrier_find(r, &grid, s->runs.highest, &barrier));
    cli_check(run_table_add_barrier(out, &in->source, record_attr(r, "value"), &barrier));
    matrix_free(&grid);
}

static void add_stream(struct input *in, const struct settings *s, struct report *report,
                       struct table *out)
{
    bool lines = s->kind == RUN_TABLE_BARRIER, found = false, got;
    const char *const *wanted = lines ? line_kinds : space_kinds;
    struct record r, last = {0};
    for (;;) {
        cli_check(reader_next(in->reader, &r, &got));
        if (!got)
            break;
        in->source.number++;
        in->source.name = record_attr(&r, "name");
        if (record_is_one_of(&r, wanted)) {
            found = true;
            if (lines)
                add_line(in, &r, s, out);
            else
                add_runs(in, &r, s, report, out);
        } else if (record_is(&r, "rows") && !lines) {
            take_rows(in, &r);
        }
        record_free(&last);
        last = r;
    }
    if (!found)
        filter_wrong_kind(in->reader, &last, wanted);
    record_free(&last);
}

static void write_table(const struct table *out, const char *path)
{
    struct writer *writer;
    cli_check(writer_open_text(&writer, path));
    cli_check(tsv_write_table(writer, out));
    cli_check(writer_commit(writer));
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Numbers of training runs: length, net displacement, steps, "
                                  "turns, barriers.",
                      .operands = "[FILE]",
                      .options = options,
                      .threaded = true};
    struct input in = {0};
    struct table out = {0};

    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    const char *file = cli_file(&cli);
    cli_check(reader_open(&in.reader, file, s.kind == RUN_TABLE_BARRIER ? "grid" : "gram"));
    cli_check(run_table_begin(&out, s.kind));
    add_stream(&in, &s, &cli.report, &out);
    write_table(&out, cli.output);

    forget_rows(&in);
    table_free(&out);
    reader_close(in.reader);
    strlist_free(&cli.provenance);
    return 0;
}
