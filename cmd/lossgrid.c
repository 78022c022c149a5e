/* lossgrid: a snapshot in; the loss at the points of a line or a plane through it out. */
#include "landscape/lossgrid.h"
#include "computing.h"
#include "evaluation_options.h"
#include "tensor_options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

static struct error *set_axis(const char *text, void *axis)
{
    return axis_parse(axis, text);
}

/* A seed that has no default: without one nothing is drawn. */
struct seed {
    size_t value;
    bool given;
};

static struct error *set_seed(const char *text, void *seed)
{
    struct seed *s = seed;
    s->given = true;
    return option_size("random", text, 0, SIZE_MAX, &s->value);
}

/* Whether random directions are wanted. */
static bool read_options(struct cli *cli, struct lossgrid_opts *o)
{
    struct plane_opts *p = &o->plane;
    struct seed seed = {0};
    p->hints.renames = &p->renames;
    struct cli_option options[CLI_OPTIONS_MAX] = {
        {'x', "x-axis", "FROM:TO:COUNT", "the positions along the first direction",
         CLI_PARSED(set_axis, &o->axis[0])},
        {'y', "y-axis", "FROM:TO:COUNT", "and along the second", CLI_PARSED(set_axis, &o->axis[1])},
        {'r', "random", "SEED", "random directions: one, or with -y two",
         CLI_PARSED(set_seed, &seed)},
        {0, "to", "OTHER", "the direction to another snapshot, which is at 1; may be given twice",
         CLI_LIST(&p->ends), CLI_READS},
        {0, "pca", NULL, "the two principal directions of the FILEs, as seen from the last",
         CLI_FLAG(&p->principal)},
        {'n', "norm", "NORM", "what -r is scaled by",
         CLI_CHOICE(&p->random.norm, direction_norm_names)},
        {0, "bias", NULL, "-r moves also tensors of one dimension: biases, normalisation",
         CLI_FLAG(&p->random.bias)},
        {0, "include", "REGEX", "move only tensors whose name matches; may be repeated",
         CLI_PARSED(tensor_option_include, &p->choice)},
        {0, "exclude", "REGEX", "do not move tensors whose name matches; may be repeated",
         CLI_PARSED(tensor_option_exclude, &p->choice)},
        {'k', "key", "KEY", "the state_dict under this key, where a file holds several",
         CLI_TEXT(&p->hints.key)},
        {0, "rename", "SUBSTITUTION",
         "change tensors' names by s/OLD/NEW/ (sed -E); may be repeated",
         CLI_PARSED(tensor_option_rename, &p->renames)},
        {0, "all", NULL, "move also what is not trained", CLI_FLAG(&p->choice.all)},
        {0}};
    evaluation_options_add(options, &o->evaluation);
    cli_options(cli, options);
    p->random.seed = seed.value;
    return seed.given;
}

/* -r stands for as many directions as the other options leave open: the second, or with -y or
 * without other directions also the first. */
static void settle_directions(struct lossgrid_opts *o, bool random)
{
    struct plane_opts *p = &o->plane;
    size_t dims = plane_dims(p), wanted = dims > 0 || o->axis[1].count > 0 ? 2 : 1;
    if (dims == 0 && !random)
        cli_fail(CLI_USAGE, "no direction: give -r SEED, --to OTHER or --pca: see lossgrid -h");
    if (dims > PLANE_DIMS_MAX || (dims == PLANE_DIMS_MAX && random))
        cli_fail(CLI_USAGE, "--pca, --to and -r: more than two directions: see lossgrid -h");
    p->randoms = random ? wanted - dims : 0;
    if (plane_dims(p) == 1 && o->axis[1].count > 0)
        cli_fail(CLI_USAGE, "-y: needs a second direction: give -r SEED, or --to twice");
}

static void settle_files(struct cli *cli, struct plane_opts *p)
{
    size_t count = cli_operands(cli);
    if (count == 0)
        cli_fail(CLI_USAGE, "no file: name a snapshot: see lossgrid -h");
    if (p->principal && count <= PLANE_DIMS_MAX)
        cli_fail(CLI_USAGE,
                 "--pca: needs three snapshots: name all of a training, the last one last");
    if (!p->principal && count > 1)
        cli_fail(CLI_USAGE, "%s: one file only, unless --pca is given: see lossgrid -h",
                 cli_operand(cli, 1));
    for (size_t i = 0; i < count; i++)
        cli_check(strlist_add(&p->files, cli_operand(cli, i), strlen(cli_operand(cli, i))));
}

/* ---- work ---- */

static void make_grid(struct cli *cli, struct lossgrid_opts *o)
{
    struct lossgrid g;
    char *provenance = cli_provenance(cli);
    char *usual = evaluation_options_journal(cli, &o->evaluation);
    struct writer *out = evaluation_options_open(cli->output, writer_open);
    cli_check(lossgrid_run(&g, o, &cli->report));
    if (!out)
        cli_check(writer_open(&out, cli->output));
    cli_check(lossgrid_write(&g, &o->evaluation.names, out, provenance));
    cli_check(writer_commit(out));
    if (usual) /* one of the user's own choice stays */
        journal_remove(&g.journal);
    lossgrid_free(&g);
    free(usual);
    free(provenance);
}

int main(int argc, char *argv[])
{
    struct lossgrid_opts opts = {.evaluation = {EVALUATION_USUAL}};
    struct cli cli = {.synopsis = "The loss on a line or a plane through a snapshot, by your own "
                                  "program.",
                      .operands = "-e CMD FILE...",
                      .computing = &computing_aside};
    cli_begin(&cli, argc, argv);
    settle_directions(&opts, read_options(&cli, &opts));
    settle_files(&cli, &opts.plane);
    evaluation_options_check(&opts.evaluation);
    make_grid(&cli, &opts);
    lossgrid_opts_free(&opts);
    strlist_free(&cli.provenance);
    return 0;
}
