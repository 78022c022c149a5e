/* trajstat: snapshots, distances or coordinates in, numbers of their runs out, as a table. */
#include "cli.h"
#include "run/tables.h"
#include "stream/intake.h"
#include "stream/tsv.h"

#include <stdlib.h>
#include <string.h>

static const char *const line_kinds[] = {"grid", NULL};

struct settings {
    struct trajectories_options runs;
    enum run_table kind;
    bool chosen; /* by an option */
};

static const char *const table_names[] = {[RUN_TABLE_RUNS] = "runs",
                                          [RUN_TABLE_STEPS] = "steps",
                                          [RUN_TABLE_ENDS] = "ends",
                                          [RUN_TABLE_BARRIER] = "barrier"};

/* What one of the options for the table chooses. */
struct table_choice {
    struct settings *settings;
    enum run_table kind;
};

static struct error *choose_table(const char *text, void *choice)
{
    const struct table_choice *c = choice;
    struct settings *s = c->settings;
    (void)text;
    if (s->chosen && s->kind != c->kind)
        return error_new("--%s and --%s: one table per call: leave one out", table_names[s->kind],
                         table_names[c->kind]);
    s->chosen = true;
    s->kind = c->kind;
    return NULL;
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.kind = RUN_TABLE_RUNS};
    struct table_choice runs = {&s, RUN_TABLE_RUNS}, steps = {&s, RUN_TABLE_STEPS},
                        ends = {&s, RUN_TABLE_ENDS}, barrier = {&s, RUN_TABLE_BARRIER};
    const struct cli_option options[] = {
        {'c', "column", "COLUMN", "column that tells which snapshot is the best (a loss)",
         CLI_TEXT(&s.runs.value)},
        {'r', "run", "COLUMN", "column that names a row's run (run)", CLI_TEXT(&s.runs.run)},
        {'s', "step", "COLUMN", "column that orders the rows of a run (step)",
         CLI_TEXT(&s.runs.step)},
        {0, "barrier", NULL, "one row per line of a grid: the barrier between its ends",
         CLI_PARSED(choose_table, &barrier)},
        {0, "ends", NULL, "distances between the last snapshots of all runs",
         CLI_PARSED(choose_table, &ends)},
        {0, "highest", NULL, "the highest value is the best, as of an accuracy",
         CLI_FLAG(&s.runs.highest)},
        {0, "runs", NULL, "one row per run (default)", CLI_PARSED(choose_table, &runs)},
        {0, "steps", NULL, "a row a snapshot", CLI_PARSED(choose_table, &steps)},
        {0}};
    cli_options(cli, options);
    s.runs.unranked = s.kind == RUN_TABLE_ENDS;
    return s;
}

/* What has been read. */
struct input {
    struct intake in;
    struct trajectories runs;       /* of the last row table, if they are known */
    size_t runs_number;             /* of that table in the stream; 0: there is none */
    struct run_table_source source; /* the record at hand */
};

/* Without a table there is one run, of all rows in their order. */
static void make_up_rows(struct input *input, struct report *report)
{
    size_t rows = input->in.record.rows;
    run_trajectories_free(&input->runs);
    input->in.rows.rows = rows;
    report_line(report, REPORT_NOTE,
                "no table of rows: the %zu rows are taken as one run, in their order", rows);
}

static void find_runs(struct input *input, const struct settings *s, struct report *report)
{
    const struct intake *in = &input->in;
    if (in->rows_number == 0 && in->rows.rows != in->record.rows)
        make_up_rows(input, report);
    if (in->rows.rows != in->record.rows)
        cli_fail(CLI_FAILURE,
                 "%s: has a table of %zu rows, but %s of %zu (of landmarks?): give the table of "
                 "the same snapshots",
                 reader_name(in->reader), in->rows.rows, in->record.kind, in->record.rows);
    if (input->runs_number != in->rows_number)
        run_trajectories_free(&input->runs);
    if (!input->runs.rows)
        cli_check(run_trajectories_find(&input->runs, &in->rows, &s->runs, report));
    input->runs_number = in->rows_number;
}

static void add_runs(struct input *input, const struct settings *s, struct report *report,
                     struct table *out)
{
    struct space space;
    cli_check(space_read(input->in.reader, &input->in.record, report, &space));
    find_runs(input, s, report);
    cli_check(run_table_add(out, s->kind, &input->source, &input->runs, &space));
    space_free(&space);
}

static void add_line(struct input *input, const struct settings *s, struct table *out)
{
    const struct record *r = &input->in.record;
    struct matrix grid;
    struct barrier barrier;
    cli_check(reader_matrix(input->in.reader, r, &grid));
    cli_check(barrier_find(r, &grid, s->runs.highest, &barrier));
    cli_check(run_table_add_barrier(out, &input->source, record_attr(r, "value"), &barrier));
    matrix_free(&grid);
}

static void add_stream(struct input *input, const struct settings *s, struct report *report,
                       struct table *out)
{
    struct intake *in = &input->in;
    bool got;
    for (cli_check(intake_next_wanted(in, &got)); got; cli_check(intake_next_wanted(in, &got))) {
        input->source.number = in->number;
        input->source.name = record_attr(&in->record, "name");
        if (s->kind == RUN_TABLE_BARRIER)
            add_line(input, s, out);
        else
            add_runs(input, s, report, out);
    }
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
                      .threaded = true};
    struct input input = {0};
    struct table out = {0};

    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    const char *file = cli_file(&cli);
    if (s.kind == RUN_TABLE_BARRIER)
        cli_check(intake_open(&input.in, file, "grid", line_kinds));
    else
        cli_check(intake_open(&input.in, file, "gram", space_kinds));
    cli_check(run_table_begin(&out, s.kind));
    add_stream(&input, &s, &cli.report, &out);
    write_table(&out, cli.output);

    run_trajectories_free(&input.runs);
    table_free(&out);
    intake_close(&input.in);
    strlist_free(&cli.provenance);
    return 0;
}
