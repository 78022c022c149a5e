/* snapcat: checkpoints, or activations, in; their row table and one matrix of them all, one row per
 * snapshot, out. */
#include "base/file/output.h"
#include "checkpoint_files.h"
#include "computing.h"
#include "files.h"
#include "guess_files.h"
#include "snapshot/activations/activations.h"
#include "snapshot/follow/follow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What the options say. */
struct settings {
    struct checkpoint_files files;
    struct follow follow;
    bool list, rules;
    struct guess_files guess;
    unsigned estimator; /* of --cka, an enum hsic */
    bool debiased;
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
        {0, "raw-factors", NULL, "compare LoRA's factors A and B, not their products",
         CLI_FLAG(&work->hints.raw_factors)},
        {0, "skip-bad", NULL, "leave out files that are damaged or cut short",
         CLI_FLAG(&work->skip_bad)},
        {0, "follow", "DIR",
         "wait for checkpoints in DIR, and keep FILE of -o up to date, until interrupted or "
         "terminated",
         CLI_TEXT(&s->follow.dir)},
        {0, "until", "N", "or until DIR has N of them", CLI_SIZE(&s->follow.until, 1, SIZE_MAX)},
        {0, "guess", NULL, "find the checkpoints in folders that are named, with -n and -m",
         CLI_FLAG(&s->guess.asked)},
        {0, "command", NULL, "of --guess: print the command that reads what was found, and exit",
         CLI_FLAG(&s->guess.command)},
        {0, "skip-nonfinite", NULL, "leave out snapshots with a NaN or an infinity",
         CLI_FLAG(&work->skip_nonfinite)},
        {0}};
    checkpoint_files_options(cli, &s->files, own);
}

/* ---- files ---- */

static void check_options(const struct settings *s)
{
    if (s->guess.command && !s->guess.asked)
        cli_fail(CLI_USAGE, "--command: needs --guess: see snapcat -h");
    if (s->guess.asked && (s->follow.dir || s->files.concat.hints.raw))
        cli_fail(CLI_USAGE, "--guess: finds the files itself: leave out --follow and --raw");
    if (s->follow.until && !s->follow.dir)
        cli_fail(CLI_USAGE, "--until: needs --follow: see snapcat -h");
    if (s->debiased && !s->files.concat.choice.activations)
        cli_fail(CLI_USAGE, "--debiased: needs --cka: see snapcat -h");
    if (s->list && s->follow.dir)
        cli_fail(CLI_USAGE, "-l and --follow: exclude each other: leave one out");
}

/* The files that are named, and those of lists. */
static void collect_files(struct cli *cli, struct settings *s)
{
    check_options(s);
    cli->rereads = s->follow.dir != NULL;
    files_check_output(cli, "-o", cli->output);
    if (s->guess.asked)
        guess_files_collect(cli, &s->guess, &s->files);
    else
        checkpoint_files_collect(cli, &s->files);
    if (s->files.concat.files.count == 0 && !s->follow.dir && !s->rules)
        cli_fail(CLI_USAGE,
                 "no files: name checkpoints, such as runs/*.pt, or a list of them (-T LIST)");
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
    const char *path, *provenance;
};

static struct error *write_rows(const struct stream_work *work, struct writer *out,
                                struct report *report)
{
    const struct concat *concat = &work->settings->files.concat;
    if (concat->choice.activations)
        return activations_write(concat, work->settings->estimator, out, work->provenance, report);
    return concat_write(concat, out, work->provenance, report);
}

/* Writes silently what a followed directory has so far: at the end all is reported. */
static struct error *write_so_far(void *context)
{
    struct error *err;
    const struct stream_work *work = context;
    struct writer *out = NULL;
    TRY(writer_open(&out, work->path));
    TRY(write_rows(work, out, NULL));
    return writer_commit(out);
out:
    writer_discard(out);
    return err;
}

/* With a directory to follow, when its snapshots have come; into a file also before. */
static void write_snapshots(struct cli *cli, struct settings *s)
{
    struct writer *out;
    struct follow follow = s->follow;
    struct concat *concat = &s->files.concat;
    char *provenance = cli_provenance(cli);
    struct stream_work work = {s, cli->output, provenance};
    cli_check(writer_open(&out, cli->output));
    follow.write_so_far = writer_is_atomic(out) ? write_so_far : NULL;
    follow.context = &work;
    if (follow.dir)
        cli_check(follow_directory(&follow, &concat->hints, &concat->files, &cli->report));
    cli_check(write_rows(&work, out, &cli->report));
    cli_check(writer_commit(out));
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
    return 0;
}
