/* snapalign: snapshots of runs from different initialisations in, the same networks with one
 * labelling of their units out, as a stream or as copies. */
#include "alignment/alignment.h"
#include "checkpoint_files.h"
#include "computing.h"
#include "evaluation_options.h"
#include "files.h"
#include "stream/tsv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { STARTS_USUAL = 10, STARTS_MOST = 10000 };
enum { STEPS_USUAL = 100, STEPS_MOST = 1000000 };
enum { POINTS_USUAL = 11, POINTS_LEAST = 3, POINTS_MOST = 100001 };

/* What the options say. */
struct settings {
    struct checkpoint_files files;
    struct alignment_opts work;
    size_t seed;
    bool print_spec;
    const char *summary; /* a file */
};

static struct settings usual_settings(void)
{
    return (struct settings){
        .work = {.labels = {.match = {.starts = STARTS_USUAL}, .rounds = {.steps = STEPS_USUAL}},
                 .barriers = {EVALUATION_USUAL, .points = POINTS_USUAL}}};
}

static void read_options(struct cli *cli, struct settings *s)
{
    struct alignment_opts *work = &s->work;
    const struct cli_option own[] = {
        {'e', "evaluator", "COMMAND",
         "reads paths of snapshots, answers with losses: adds barriers to the summary",
         CLI_TEXT(&work->barriers.evaluator.command)},
        {'r', "seed", "SEED", "of the random orders", CLI_SIZE(&s->seed, 0, SIZE_MAX)},
        {'S', "summary", "FILE", "write the numbers of each run as TSV", CLI_TEXT(&s->summary)},
        {0, "copies", "FOLDER",
         "write aligned copies, into FOLDER or as a name with {run}, {step}, {name}; no stream",
         CLI_TEXT(&work->copies)},
        {0, "jobs", "COUNT", "evaluators that run at a time",
         CLI_SIZE(&work->barriers.evaluator.count, 1, EVALUATORS_MAX)},
        {0, "points", "COUNT", "points of a line whose losses tell the barrier",
         CLI_SIZE(&work->barriers.points, POINTS_LEAST, POINTS_MOST)},
        {0, "print-spec", NULL, "print the specification, as --spec reads it, and do no more",
         CLI_FLAG(&s->print_spec)},
        {0, "skip-nonfinite", NULL, "leave out snapshots with a NaN or an infinity",
         CLI_FLAG(&s->files.concat.skip_nonfinite)},
        {0, "spec", "FILE", "which axes follow which permutation (derived: see --print-spec)",
         CLI_TEXT(&work->spec), CLI_READS},
        {0, "starts", "COUNT", "descents of weight matching, of which the best is kept",
         CLI_SIZE(&work->labels.match.starts, 1, STARTS_MOST)},
        {0, "steps", "COUNT", "most steps of --universe",
         CLI_SIZE(&work->labels.rounds.steps, 1, STEPS_MOST)},
        {0, "timeout", "SECONDS", "that an answer may take; 0: any time",
         CLI_NUMBER(&work->barriers.evaluator.timeout, 0, EVALUATION_TIMEOUT_MOST)},
        {0, "to", "RUN", "the run, or the file, whose labelling all get (the first run)",
         CLI_TEXT(&work->to)},
        {0, "universe", NULL, "match all runs at once, not each with the reference",
         CLI_FLAG(&work->labels.universe)},
        {0}};
    checkpoint_files_options(cli, &s->files, own);
    checkpoint_files_collect(cli, &s->files);
    work->files = &s->files.concat;
    work->labels.match.seed = work->labels.rounds.seed = s->seed;
}

static void check_options(const struct cli *cli, const struct settings *s)
{
    if (s->files.concat.files.count == 0)
        cli_fail(CLI_USAGE,
                 "no files: name checkpoints, such as runs/*.pt, or a list of them (-T LIST)");
    if (s->work.copies && !*s->work.copies)
        cli_fail(CLI_USAGE, "--copies: an empty name: name a folder");
    if (s->work.copies && s->summary)
        cli_fail(CLI_USAGE, "-S: with --copies the summary is the output: name its file with -o");
    files_check_extra(cli, (const struct files_extra[]){{"-S", s->summary}, {0}});
}

/* ---- output ---- */

static void print_spec(struct cli *cli, const struct settings *s)
{
    struct writer *out;
    char *text;
    cli_check(alignment_spec_text(&s->work, &cli->report, &text));
    cli_check(writer_open_text(&out, cli->output));
    cli_check(writer_raw(out, text, strlen(text)));
    cli_check(writer_commit(out));
    free(text);
}

static void write_summary(const struct alignment *a, struct writer *out)
{
    struct table t;
    cli_check(alignment_table(a, &t));
    cli_check(tsv_write_table(out, &t));
    cli_check(writer_commit(out));
    table_free(&t);
}

/* Opened before the work, which may take long. With copies the summary is the output. */
static void open_outputs(const struct cli *cli, const struct settings *s, struct writer **stream,
                         struct writer **summary)
{
    *stream = *summary = NULL;
    if (s->work.copies)
        cli_check(writer_open_text(summary, cli->output));
    else
        cli_check(writer_open(stream, cli->output));
    if (s->summary)
        cli_check(writer_open_text(summary, s->summary));
}

static void align(struct cli *cli, const struct settings *s)
{
    struct alignment a;
    struct writer *stream, *summary;
    char *provenance = cli_provenance(cli);
    open_outputs(cli, s, &stream, &summary);
    cli_check(alignment_find(&a, &s->work, &cli->report));
    if (stream)
        cli_check(alignment_write_stream(&a, &s->work, stream, provenance, &cli->report));
    else
        cli_check(alignment_write_copies(&a, &s->work, &cli->report));
    if (summary)
        write_summary(&a, summary);
    if (stream)
        cli_check(writer_commit(stream));
    alignment_free(&a);
    free(provenance);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Bring networks from different initialisations to one order of "
                                  "their units.",
                      .operands = "FILE...",
                      .computing = &computing};
    struct settings s = usual_settings();
    cli_begin(&cli, argc, argv);
    read_options(&cli, &s);
    check_options(&cli, &s);
    if (s.print_spec)
        print_spec(&cli, &s);
    else
        align(&cli, &s);
    strlist_free(&cli.provenance);
    checkpoint_files_free(&s.files);
    return 0;
}
