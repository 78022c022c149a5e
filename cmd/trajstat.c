/* trajstat: snapshots, distances or coordinates in, numbers of their runs out, as a table, or
 * distances between runs, as a stream. */
#include "cli.h"
#include "computing.h"
#include "run/between_stream.h"
#include "run/movement_input.h"
#include "run/tables.h"
#include "stream/tsv.h"

#include <stdlib.h>

static const char *const line_kinds[] = {"grid", NULL};

struct settings {
    struct trajectories_options runs;
    enum run_table kind;
    bool chosen; /* by an option */
    bool is_between, by_run;
    struct between_options between;
};

static const char *const table_names[] = {[RUN_TABLE_RUNS] = "runs",
                                          [RUN_TABLE_STEPS] = "steps",
                                          [RUN_TABLE_ENDS] = "ends",
                                          [RUN_TABLE_BARRIER] = "barrier",
                                          [RUN_TABLE_LAYERS] = "layers"};

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

static void check_combination(const struct settings *s)
{
    if (s->is_between && s->chosen)
        cli_fail(CLI_USAGE, "--distance and --%s: one output per call: leave one out",
                 table_names[s->kind]);
    if (s->between.progress && (!s->is_between || s->between.how != BETWEEN_MEAN))
        cli_fail(CLI_USAGE, "--progress: needs --distance mean: see trajstat -h");
    if (s->by_run && s->kind != RUN_TABLE_LAYERS)
        cli_fail(CLI_USAGE, "--by-run: needs --layers: see trajstat -h");
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {.kind = RUN_TABLE_RUNS};
    struct table_choice runs = {&s, RUN_TABLE_RUNS}, steps = {&s, RUN_TABLE_STEPS},
                        ends = {&s, RUN_TABLE_ENDS}, barrier = {&s, RUN_TABLE_BARRIER},
                        layers = {&s, RUN_TABLE_LAYERS};
    const struct cli_option options[] = {
        {'c', "column", "COLUMN", "column that tells which snapshot is the best (a loss)",
         CLI_TEXT(&s.runs.value)},
        {'r', "run", "COLUMN", "column that names a row's run (run)", CLI_TEXT(&s.runs.run)},
        {'s', "step", "COLUMN", "column that orders the rows of a run (step)",
         CLI_TEXT(&s.runs.step)},
        {0, "distance", "METHOD", "write distances between runs, for mds",
         CLI_CHOICE(&s.between.how, between_names), CLI_GIVEN(&s.is_between)},
        {0, "progress", "COLUMN", "of --distance mean: column that tells how far a run has come",
         CLI_TEXT(&s.between.progress)},
        {0, "barrier", NULL, "one row per line of a grid: the barrier between its ends",
         CLI_PARSED(choose_table, &barrier)},
        {0, "by-run", NULL, "of --layers: one row per layer and run", CLI_FLAG(&s.by_run)},
        {0, "ends", NULL, "distances between the last snapshots of all runs",
         CLI_PARSED(choose_table, &ends)},
        {0, "highest", NULL, "the highest value is the best, as of an accuracy",
         CLI_FLAG(&s.runs.highest)},
        {0, "layers", NULL, "one row per layer: how far it moves; the farthest first",
         CLI_PARSED(choose_table, &layers)},
        {0, "runs", NULL, "one row per run (default)", CLI_PARSED(choose_table, &runs)},
        {0, "steps", NULL, "a row a snapshot", CLI_PARSED(choose_table, &steps)},
        {0}};
    cli_options(cli, options);
    s.runs.unranked = s.is_between || s.kind == RUN_TABLE_ENDS || s.kind == RUN_TABLE_LAYERS;
    check_combination(&s);
    return s;
}

/* Where results go: a table, or a stream. */
struct result {
    struct table table, tensors;
    struct movements movements;
    struct between_stream stream;
};

static void add_runs(struct run_input *input, const struct settings *s, struct report *report,
                     struct result *out)
{
    struct space space;
    const struct record *r = &input->in.record;
    const struct run_table_source source = {input->in.number, record_attr(r, "name")};
    cli_check(space_read(input->in.reader, r, report, &space));
    cli_check(run_input_find(input, &s->runs, report));
    if (s->is_between)
        cli_check(between_stream_put(&out->stream, input, &space, &s->between, report));
    else
        cli_check(run_table_add(&out->table, s->kind, &source, &input->runs, &space));
    space_free(&space);
}

static void add_line(struct intake *in, const struct settings *s, struct table *out)
{
    const struct record *r = &in->record;
    const struct run_table_source source = {in->number, record_attr(r, "name")};
    struct matrix grid;
    struct barrier barrier;
    cli_check(reader_matrix(in->reader, r, &grid));
    cli_check(barrier_find(r, &grid, s->runs.highest, &barrier));
    cli_check(run_table_add_barrier(out, &source, record_attr(r, "value"), &barrier));
    matrix_free(&grid);
}

static void add_stream(struct run_input *input, const struct settings *s, struct report *report,
                       struct result *out)
{
    struct intake *in = &input->in;
    bool got;
    for (cli_check(intake_next_wanted(in, &got)); got; cli_check(intake_next_wanted(in, &got)))
        if (s->kind == RUN_TABLE_BARRIER)
            add_line(in, s, &out->table);
        else if (s->kind == RUN_TABLE_LAYERS)
            cli_check(movement_input_read(&out->movements, input, &out->tensors, &s->runs, report));
        else
            add_runs(input, s, report, out);
}

static void open_input(struct intake *in, const char *file, enum run_table kind)
{
    if (kind == RUN_TABLE_BARRIER)
        cli_check(intake_open(in, file, "grid", line_kinds));
    else
        cli_check(intake_open(in, file, "gram",
                              kind == RUN_TABLE_LAYERS ? movement_input_kinds : space_kinds));
    in->aside = kind == RUN_TABLE_LAYERS ? movement_input_aside : NULL;
}

static void begin(const struct settings *s, const struct cli *cli, const char *provenance,
                  struct result *out)
{
    cli_check(s->is_between ? writer_open(&out->stream.writer, cli->output)
                            : writer_open_text(&out->stream.writer, cli->output));
    writer_hold(out->stream.writer);
    out->stream.provenance = provenance;
    out->movements.by_run = s->by_run;
    if (s->kind != RUN_TABLE_LAYERS)
        cli_check(run_table_begin(&out->table, s->kind));
}

static void finish(const struct settings *s, struct result *out)
{
    if (s->kind == RUN_TABLE_LAYERS) {
        movements_finish(&out->movements);
        cli_check(movements_table(&out->movements, &out->table));
    }
    if (!s->is_between)
        cli_check(tsv_write_table(out->stream.writer, &out->table));
    cli_check(writer_commit(out->stream.writer));
    table_free(&out->table);
    table_free(&out->tensors);
    movements_free(&out->movements);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Numbers of training runs: length, net displacement, steps, "
                                  "turns, barriers, distances.",
                      .operands = "[FILE]",
                      .computing = &computing};
    struct run_input input = {0};
    struct result out = {0};

    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    const char *file = cli_file(&cli);
    char *provenance = cli_provenance(&cli);
    open_input(&input.in, file, s.kind);
    begin(&s, &cli, provenance, &out);
    add_stream(&input, &s, &cli.report, &out);
    finish(&s, &out);

    run_input_free(&input);
    intake_close(&input.in);
    free(provenance);
    strlist_free(&cli.provenance);
    return 0;
}
