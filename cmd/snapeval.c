/* snapeval: checkpoints in; what the user's own program measures on them, and predicts with them,
 * out. */
#include "snapeval/snapeval.h"
#include "checkpoint_files.h"
#include "evaluation_options.h"

#include <stdlib.h>
#include <string.h>

/* What the options say. */
struct settings {
    struct checkpoint_files files;
    struct snapeval_opts work;
};

static void read_options(struct cli *cli, struct settings *s)
{
    struct concat *checkpoints = &s->files.concat;
    struct cli_option own[CLI_OPTIONS_MAX] = {
        {'t', "tsv", NULL, "write a table of the numbers, for snapcat -m; no predictions",
         CLI_FLAG(&s->work.table_only)},
        {0, "as-given", NULL, "leave the rows in the order of the files, not of runs and steps",
         CLI_FLAG(&checkpoints->as_given)},
        {0, "skip-bad", NULL, "leave out files that are damaged or cut short",
         CLI_FLAG(&checkpoints->skip_bad)},
        {0, "skip-nonfinite", NULL, "leave out snapshots whose predictions have NaN or infinity",
         CLI_FLAG(&checkpoints->skip_nonfinite)},
        {0}};
    evaluation_options_add(own, &s->work.evaluation);
    checkpoint_files_row_options(cli, &s->files, own);
    s->work.checkpoints = checkpoints;
}

/* Some columns say which checkpoint a row is; and each number has a column. */
static void check_names(const struct strlist *names)
{
    static const char *const keys[] = {"file", "run", "step", "epoch"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strlist_find(names, keys[i]) != (size_t)-1)
            cli_fail(CLI_USAGE,
                     "--names: %s: tells the checkpoints apart: name the number otherwise",
                     keys[i]);
    for (size_t i = 0; i < names->count; i++)
        if (strlist_find(names, names->at[i]) != i)
            cli_fail(CLI_USAGE, "--names: %s: appears twice: give each number a name of its own",
                     names->at[i]);
}

static void settle(struct cli *cli, struct settings *s)
{
    checkpoint_files_collect(cli, &s->files);
    if (s->files.concat.files.count == 0)
        cli_fail(CLI_USAGE,
                 "no files: name checkpoints, such as runs/*.pt, or a list of them (-T LIST)");
    if (s->work.table_only && s->files.concat.skip_nonfinite)
        cli_fail(CLI_USAGE, "--skip-nonfinite: a table (-t) has no predictions: leave out one");
    evaluation_options_check(&s->work.evaluation);
    check_names(&s->work.evaluation.names);
}

/* ---- work ---- */

static void write_all(const struct snapeval *s, const struct snapeval_opts *opts,
                      struct writer *out, const char *provenance)
{
    if (opts->table_only)
        cli_check(snapeval_write_table(s, &opts->evaluation.names, out));
    else
        cli_check(snapeval_write(s, out, provenance));
    cli_check(writer_commit(out));
}

static void evaluate(struct cli *cli, struct snapeval_opts *opts)
{
    struct snapeval s;
    struct error *(*open)(struct writer **, const char *) =
        opts->table_only ? writer_open_text : writer_open;
    char *provenance = cli_provenance(cli);
    char *usual = evaluation_options_journal(cli, &opts->evaluation);
    struct writer *out = evaluation_options_open(cli->output, open);
    cli_check(snapeval_run(&s, opts, &cli->report));
    if (!out)
        cli_check(open(&out, cli->output));
    write_all(&s, opts, out, provenance);
    if (usual) /* one of the user's own choice stays */
        snapeval_remove_journal(&s);
    snapeval_free(&s);
    free(usual);
    free(provenance);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "What your own program measures on checkpoints, and predicts "
                                  "with them.",
                      .operands = "-e CMD FILE..."};
    struct settings s = {.work.evaluation = {EVALUATION_USUAL}};
    cli_begin(&cli, argc, argv);
    read_options(&cli, &s);
    settle(&cli, &s);
    evaluate(&cli, &s.work);
    strlist_free(&s.work.evaluation.names);
    strlist_free(&cli.provenance);
    checkpoint_files_free(&s.files);
    return 0;
}
