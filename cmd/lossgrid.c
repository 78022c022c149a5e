/* lossgrid: a snapshot in; the loss at the points of a line or a plane through it out. */
#include "landscape/lossgrid.h"
#include "cli.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BIAS = 256, EXCLUDE, INCLUDE, JOURNAL, NAMES, PCA, TIMEOUT, TO };
enum { TIMEOUT_USUAL = 3600, TIMEOUT_MOST = 1000000000 };

static const struct cli_option options[] = {
    {'e', "evaluator", "CMD", "reads a snapshot's path a line, answers each with a line: its loss"},
    {'x', "x-axis", "FROM:TO:COUNT", "the positions along the first direction"},
    {'y', "y-axis", "FROM:TO:COUNT", "and along the second"},
    {'r', "random", "SEED", "random directions: one, or with -y two"},
    {TO, "to", "OTHER", "the direction to another snapshot, which is at 1; may be given twice"},
    {PCA, "pca", NULL, "the two principal directions of the FILEs, as seen from the last"},
    {'j', "jobs", "N", "evaluators that run at a time (1)"},
    {'n', "norm", "NORM", "what -r is scaled by: filter (default), layer, weight, none"},
    {BIAS, "bias", NULL, "-r moves also tensors of one dimension: biases, normalisation"},
    {INCLUDE, "include", "REGEX", "move only tensors whose name matches; may be repeated"},
    {EXCLUDE, "exclude", "REGEX", "do not move tensors whose name matches; may be repeated"},
    {'k', "key", "KEY", "the state_dict under this key, where a file holds several"},
    {NAMES, "names", "NAME[,NAME...]", "of the numbers in an answer (loss,value2,...)"},
    {TIMEOUT, "timeout", "SECONDS", "that an answer may take; 0: any time (3600)"},
    {JOURNAL, "journal", "FILE", "where points are kept until all are there (OUTPUT.journal)"},
    {0}};

/* ---- options ---- */

static void add_names(struct strlist *names, const char *text)
{
    for (;; text++) {
        size_t length = strcspn(text, ",");
        if (length == 0)
            cli_fail(CLI_USAGE, "an empty name: --names: see lossgrid -h");
        cli_check(strlist_add(names, text, length));
        text += length;
        if (!*text)
            return;
    }
}

static void read_options(struct cli *cli, struct lossgrid_opts *o, bool *random)
{
    struct plane_opts *p = &o->plane;
    for (int letter; (letter = cli_option(cli)) != -1;)
        switch (letter) {
        case 'e':
            o->evaluator.command = cli->value;
            break;
        case 'x':
        case 'y':
            cli_check_usage(axis_parse(&o->axis[letter - 'x'], cli->value));
            break;
        case 'r':
            p->random.seed = cli_size(cli, 0, SIZE_MAX);
            *random = true;
            break;
        case TO:
            cli_check(strlist_add(&p->ends, cli->value, strlen(cli->value)));
            break;
        case PCA:
            p->principal = true;
            break;
        case 'j':
            o->evaluator.count = cli_size(cli, 1, EVALUATORS_MAX);
            break;
        case 'n':
            p->random.norm = (enum direction_norm)cli_choice(cli, direction_norm_names);
            break;
        case BIAS:
            p->random.bias = true;
            break;
        case INCLUDE:
            cli_check_usage(tensor_choice_include(&p->choice, cli->value));
            break;
        case EXCLUDE:
            cli_check_usage(tensor_choice_exclude(&p->choice, cli->value));
            break;
        case 'k':
            p->hints.key = cli->value;
            break;
        case NAMES:
            add_names(&o->names, cli->value);
            break;
        case TIMEOUT:
            o->evaluator.timeout = cli_double(cli, 0, TIMEOUT_MOST);
            break;
        case JOURNAL:
            o->journal = cli->value;
            break;
        }
}

/* -r stands for as many directions as others leave open: the second, or with -y or without others
 * the first. */
static void settle_directions(struct lossgrid_opts *o, bool random)
{
    struct plane_opts *p = &o->plane;
    size_t dims = plane_dims(p), wanted = dims > 0 || o->axis[1].count > 0 ? 2 : 1;
    if (dims == 0 && !random)
        cli_fail(CLI_USAGE, "no direction: give -r SEED, --to OTHER or --pca: see lossgrid -h");
    if (dims > PLANE_DIMS_MAX || (dims == PLANE_DIMS_MAX && random))
        cli_fail(CLI_USAGE, "more than two directions: of --pca, --to and -r: see lossgrid -h");
    p->randoms = random ? wanted - dims : 0;
    if (plane_dims(p) == 1 && o->axis[1].count > 0)
        cli_fail(CLI_USAGE, "-y needs a second direction: give -r SEED, or --to twice");
}

static void settle_files(struct cli *cli, struct plane_opts *p)
{
    size_t count = cli_operands(cli);
    if (count == 0)
        cli_fail(CLI_USAGE, "no file: name a snapshot: see lossgrid -h");
    if (p->principal && count <= PLANE_DIMS_MAX)
        cli_fail(CLI_USAGE, "--pca needs three snapshots: name all of a training, the last one "
                            "last");
    if (!p->principal && count > 1)
        cli_fail(CLI_USAGE, "one file, unless --pca is given: %s: see lossgrid -h",
                 cli_operand(cli, 1));
    for (size_t i = 0; i < count; i++)
        cli_check(strlist_add(&p->files, cli_operand(cli, i), strlen(cli_operand(cli, i))));
}

/* Whether the output is to become a file, and no pipe or device. */
static bool is_file(const char *output)
{
    struct stat status;
    return output && strcmp(output, "-") != 0 &&
           (stat(output, &status) != 0 || S_ISREG(status.st_mode));
}

/* The caller frees it. */
static char *journal_beside(const char *output)
{
    char *path;
    if (asprintf(&path, "%s.journal", output) < 0)
        cli_check(error_memory("a file name"));
    return path;
}

/* ---- work ---- */

/* A file is only tried before the evaluation, and made behind it: kill -9 would leave its temporary
 * one. All else is opened for good. */
static struct writer *open_early(const char *output)
{
    struct writer *out;
    cli_check(writer_open(&out, output));
    if (is_file(output)) {
        writer_discard(out);
        out = NULL;
    }
    return out;
}

static void make_grid(struct cli *cli, struct lossgrid_opts *o)
{
    struct lossgrid g;
    char *provenance = cli_provenance(cli);
    char *usual = !o->journal && is_file(cli->output) ? journal_beside(cli->output) : NULL;
    struct writer *out = open_early(cli->output);
    if (usual)
        o->journal = usual;
    cli_check(lossgrid_run(&g, o, &cli->report));
    if (!out)
        cli_check(writer_open(&out, cli->output));
    cli_check(lossgrid_write(&g, &o->names, out, provenance));
    cli_check(writer_commit(out));
    if (usual) /* one of the user's own choice stays */
        journal_remove(&g.journal);
    lossgrid_free(&g);
    free(usual);
    free(provenance);
}

static void opts_free(struct lossgrid_opts *o)
{
    strlist_free(&o->plane.files);
    strlist_free(&o->plane.ends);
    tensor_choice_free(&o->plane.choice);
    strlist_free(&o->names);
}

int main(int argc, char *argv[])
{
    struct lossgrid_opts opts = {.evaluator = {.count = 1, .timeout = TIMEOUT_USUAL}};
    bool random = false;
    struct cli cli = {.synopsis = "The loss on a line or a plane through a snapshot, by your own "
                                  "program.",
                      .operands = "-e CMD FILE...",
                      .options = options};
    cli_begin(&cli, argc, argv);
    read_options(&cli, &opts, &random);
    settle_directions(&opts, random);
    settle_files(&cli, &opts.plane);
    if (!opts.evaluator.command)
        cli_fail(CLI_USAGE, "no evaluator: give the command that evaluates snapshots (-e)");
    make_grid(&cli, &opts);
    opts_free(&opts);
    strlist_free(&cli.provenance);
    return 0;
}
