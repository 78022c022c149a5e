/* snapcat: checkpoints, or activations, in; their row table and one matrix of them all, one row per
 * snapshot, out. */
#include "base/file/output.h"
#include "checkpoint_files.h"
#include "computing.h"
#include "files.h"
#include "follow_options.h"
#include "guess_files.h"
#include "part_option.h"
#include "sketch_logs.h"
#include "snapshot/activations/activations.h"
#include "snapshot/sketch/sketch_log.h"

#include <stdlib.h>
#include <string.h>

/* What the options say. */
struct settings {
    struct checkpoint_files files;
    struct follow_options follow;
    bool list, rules;
    struct guess_files guess;
    unsigned estimator; /* of --cka, an enum hsic */
    bool debiased;
    struct sketch_options sketch;
    bool logs; /* the files are logs of sketches */
};

static void read_options(struct cli *cli, struct settings *s)
{
    struct concat *work = &s->files.concat;
    const struct cli_option own[] = {
        {'l', "list", NULL, "list each file's tensors, and whether they are compared",
         CLI_FLAG(&s->list)},
        {0, "as-given", NULL, "leave the rows in the order of the files, not of runs and steps",
         CLI_FLAG(&work->as_given)},
        {0, "cka", NULL, "files of activations: rows whose cosines are CKA, not parameters",
         CLI_FLAG(&work->choice.activations)},
        {0, "debiased", NULL, "of --cka: by the debiased estimate of HSIC",
         CLI_SET(&s->estimator, HSIC_DEBIASED), CLI_GIVEN(&s->debiased)},
        {0, "rules", NULL, "print the rules by which tensors are left out as not trained",
         CLI_FLAG(&s->rules)},
        {0, "part", "I/N", "the I-th of N ranges of the columns, of equal bytes in the files",
         CLI_PARSED(part_parse, &work->part)},
        {0, "raw-factors", NULL, "compare LoRA's factors A and B, not their products",
         CLI_FLAG(&work->hints.raw_factors)},
        {0, "skip-bad", NULL, "leave out files that are damaged or cut short",
         CLI_FLAG(&work->skip_bad)},
        {0, "guess", NULL, "find the checkpoints in folders that are named, with -n and -m",
         CLI_FLAG(&s->guess.asked)},
        {0, "command", NULL, "of --guess: print the command that reads what was found, and exit",
         CLI_FLAG(&s->guess.command)},
        {0, "skip-nonfinite", NULL, "leave out snapshots with a NaN or an infinity",
         CLI_FLAG(&work->skip_nonfinite)},
        {0}};
    struct cli_option all[CLI_OPTIONS_MAX] = {0};
    cli_options_append(all, own);
    follow_options_append(all, &s->follow);
    sketch_options_append(all, &s->sketch);
    checkpoint_files_options(cli, &s->files, all);
}

/* ---- files ---- */

static void check_options(const struct cli *cli, const struct settings *s)
{
    follow_options_check(cli, &s->follow);
    if (s->guess.command && !s->guess.asked)
        cli_fail(CLI_USAGE, "--command: needs --guess: see snapcat -h");
    if (s->guess.asked && s->follow.follow.dir)
        cli_fail(CLI_USAGE, "--guess and --follow: what is yet to come cannot be guessed: name "
                            "runs and steps with -n TEMPLATE");
    if (s->guess.asked && s->files.concat.hints.raw)
        cli_fail(CLI_USAGE, "--guess: finds the files itself: leave out --raw");
    if (s->debiased && !s->files.concat.choice.activations)
        cli_fail(CLI_USAGE, "--debiased: needs --cka: see snapcat -h");
    sketch_options_check(&s->sketch, s->list || s->rules || s->files.concat.choice.activations);
    if (s->list && s->follow.follow.dir)
        cli_fail(CLI_USAGE, "-l and --follow: exclude each other: leave one out");
    part_option_check(&s->files.concat, s->list);
}

/* The files that are named, and those of lists. */
static void collect_files(struct cli *cli, struct settings *s)
{
    check_options(cli, s);
    cli->rereads = s->follow.follow.dir != NULL;
    files_check_output(cli, "-o", cli->output);
    if (s->guess.asked)
        guess_files_collect(cli, &s->guess, &s->files);
    else
        checkpoint_files_collect(cli, &s->files);
    if (s->files.concat.files.count == 0 && !s->follow.follow.dir && !s->rules)
        cli_fail(CLI_USAGE,
                 "no files: name checkpoints, such as runs/*.pt, or a list of them (-T LIST)");
    s->logs = sketch_logs_given(&s->files.concat, &s->sketch, s->list ? "-l" : NULL);
}

/* ---- work ---- */

static void list_tensors(const struct cli *cli, const struct concat *work)
{
    struct writer *out;
    cli_check(writer_open_text(&out, cli->output));
    cli_check(concat_list_tensors(work, out));
    cli_check(writer_commit(out));
}

static void print_rules(const struct cli *cli)
{
    struct output out;
    char *text;
    cli_check(output_open(&out, cli->output));
    cli_check(trained_rules_format(&text));
    cli_check(output_write(&out, text, strlen(text)));
    cli_check(output_commit(&out));
    free(text);
}

struct stream_work {
    const struct settings *settings;
    const char *provenance;
};

static struct error *write_rows(const void *context, struct writer *out, struct report *report)
{
    const struct stream_work *work = context;
    const struct concat *concat = &work->settings->files.concat;
    const struct sketched_request *sketch = &work->settings->sketch.request;
    bool logs = work->settings->logs;
    struct error *err = NULL;
    if (work->settings->follow.follow.dir) /* what has come tells */
        err = sketch_log_are(&concat->files, &logs);
    if (err)
        return err;
    if (logs && sketch_logs_given(concat, &work->settings->sketch, NULL))
        return sketch_log_write(concat, out, work->provenance, report);
    if (sketch->numbers)
        return sketched_write(concat, sketch, out, work->provenance, report);
    if (concat->choice.activations)
        return activations_write(concat, work->settings->estimator, out, work->provenance, report);
    return concat_write(concat, out, work->provenance, report);
}

static void write_snapshots(struct cli *cli, struct settings *s)
{
    char *provenance = cli_provenance(cli);
    const struct stream_work work = {s, provenance};
    follow_options_write(cli, &s->follow, &s->files.concat, write_rows, &work);
    free(provenance);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "concatenate checkpoints into a stream of snapshots",
                      .operands = "FILE...",
                      .computing = &computing};
    struct settings s = {0};
    cli_begin(&cli, argc, argv);
    read_options(&cli, &s);
    collect_files(&cli, &s);
    if (s.rules)
        print_rules(&cli);
    else if (s.guess.command)
        guess_files_print(&cli, &s.guess);
    else if (s.list)
        list_tensors(&cli, &s.files.concat);
    else
        write_snapshots(&cli, &s);
    strlist_free(&cli.provenance);
    checkpoint_files_free(&s.files);
    guess_files_free(&s.guess);
    sketch_options_free(&s.sketch);
    return 0;
}
