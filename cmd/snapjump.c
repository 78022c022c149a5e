/* snapjump: a checkpoint in; copies of it that were moved in random directions out. */
#include "base/file/output_name.h"
#include "base/file/path.h"
#include "base/text/number_list.h"
#include "checkpoint/format/open.h"
#include "cli.h"
#include "computing.h"
#include "files.h"
#include "landscape/jump.h"
#include "tensor_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the options say. */
struct work {
    struct cli *cli;
    struct number_list steps;
    struct range_list seeds;
    struct tensor_choice choice;
    struct substitution_list renames;
    struct left_out left_out;
    struct checkpoint_hints hints;
    struct direction_opts direction;
};

static struct error *set_steps(const char *text, void *steps)
{
    return number_list_parse(steps, text);
}

static struct error *set_seeds(const char *text, void *seeds)
{
    return number_list_parse_ranges(seeds, text);
}

static void read_options(struct cli *cli, struct work *work)
{
    work->hints.renames = &work->renames;
    const struct cli_option options[] = {
        {'s', "step", "STEPS", "how far, in multiples of the direction: 0.5, or 0.25,0.5,1",
         CLI_PARSED(set_steps, &work->steps)},
        {'r', "seed", "SEEDS", "seeds of the directions: 7, or 0:3 (which is 0,1,2,3)",
         CLI_PARSED(set_seeds, &work->seeds)},
        {'n', "norm", "NORM", "what a direction is scaled by",
         CLI_CHOICE(&work->direction.norm, direction_norm_names)},
        {0, "bias", NULL, "move also tensors of one dimension: biases, normalisation",
         CLI_FLAG(&work->direction.bias)},
        {'i', "include", "REGEX", "move only tensors whose name matches; may be repeated",
         CLI_PARSED(tensor_option_include, &work->choice)},
        {'x', "exclude", "REGEX", "do not move tensors whose name matches; may be repeated",
         CLI_PARSED(tensor_option_exclude, &work->choice)},
        {'k', "key", "KEY", "the state_dict under this key, where a file holds several",
         CLI_TEXT(&work->hints.key)},
        {0, "rename", "SUBSTITUTION",
         "change tensors' names by s/OLD/NEW/ (sed -E); may be repeated",
         CLI_PARSED(tensor_option_rename, &work->renames)},
        {0, "all", NULL, "move also what is not trained", CLI_FLAG(&work->choice.all)},
        {0}};
    cli_options(cli, options);
}

/* What {name} stands for; the caller frees it. */
static char *stem_of(const char *path)
{
    char *stem = path_stem(path);
    if (!stem)
        cli_check(error_memory("a file name"));
    return stem;
}

/* Files of one name in two directories would be written over one another. */
static void check_stems(const struct cli *cli)
{
    struct strlist stems = {0};
    for (size_t i = 0; i < cli_operands(cli); i++) {
        char *stem = stem_of(cli_operand(cli, i));
        if (strlist_find(&stems, stem) != (size_t)-1)
            cli_fail(CLI_USAGE,
                     "%s: the second file of the name %s, so both would have one output: move one "
                     "after the other, each with its own -o",
                     cli_operand(cli, i), stem);
        cli_check(strlist_add(&stems, stem, strlen(stem)));
        free(stem);
    }
    strlist_free(&stems);
}

/* Several outputs need names of their own. */
static void check_options(struct cli *cli, const struct work *work)
{
    const struct {
        bool several;
        const char *field, *what;
    } needs[] = {{cli_operands(cli) > 1, "name", "files"},
                 {work->seeds.numbers > 1, "seed", "seeds"},
                 {work->steps.texts.count > 1, "step", "steps"}};
    if (cli_operands(cli) == 0)
        cli_fail(CLI_USAGE, "no file: name a checkpoint: see snapjump -h");
    if (work->steps.texts.count == 0 || work->seeds.count == 0)
        cli_fail(CLI_USAGE, "-s and -r: both are needed, a step and a seed: see snapjump -h");
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].several && (!cli->output || !output_name_has(cli->output, needs[i].field)))
            cli_fail(CLI_USAGE, "-o: several %s need several outputs: put {%s} into its name",
                     needs[i].what, needs[i].field);
    check_stems(cli);
    if (!cli->output && isatty(STDOUT_FILENO))
        cli_fail(CLI_USAGE, "standard output: a checkpoint is not for a terminal: give -o FILE");
}

/* The output's, or NULL; the caller frees it. */
static char *name_of(const struct work *work, uint64_t of_seed, size_t step, const char *stem)
{
    char seed[24], *path = NULL;
    const struct output_field fields[] = {
        {"step", work->steps.texts.at[step]}, {"seed", seed}, {"name", stem}};
    snprintf(seed, sizeof seed, "%" PRIu64, of_seed);
    if (work->cli->output)
        cli_check_usage(
            output_name_fill(work->cli->output, fields, sizeof fields / sizeof *fields, &path));
    return path;
}

/* Those of all jumps from a file, before any is written. */
static void check_outputs(const struct work *work, const char *path)
{
    char *stem = stem_of(path);
    for (size_t i = 0; i < work->seeds.count; i++)
        for (uint64_t n = 0; n <= work->seeds.at[i].last - work->seeds.at[i].first; n++)
            for (size_t step = 0; step < work->steps.texts.count; step++) {
                char *output = name_of(work, work->seeds.at[i].first + n, step, stem);
                files_check_output(work->cli, "-o", output);
                free(output);
            }
    free(stem);
}

static void write_jump(const struct work *work, const struct checkpoint *c,
                       const struct direction_set *directions, size_t step, const char *stem)
{
    char *path = name_of(work, work->direction.seed, step, stem);
    cli_check(jump_write(c, directions, work->steps.at[step], path));
    free(path);
}

/* All steps along the direction of work->direction.seed. */
static void jump_along(struct work *work, const struct checkpoint *c, const char *stem)
{
    struct direction_set directions;
    struct report *report = &work->cli->report;
    cli_check(direction_set_open(&directions, c, &work->choice, &work->direction, &work->left_out));
    report_line(report, REPORT_DETAIL, "%s: seed %" PRIu64 ": %zu of %zu tensors move", c->path,
                work->direction.seed, directions.moved, directions.count);
    for (size_t i = 0; i < work->steps.texts.count; i++)
        write_jump(work, c, &directions, i, stem);
    direction_set_free(&directions);
}

static void jump_from(struct work *work, const char *path)
{
    struct checkpoint c;
    char *stem = stem_of(path);
    cli_check(checkpoint_open(&c, path, &work->hints));
    for (size_t i = 0; i < work->seeds.count; i++)
        for (uint64_t n = 0; n <= work->seeds.at[i].last - work->seeds.at[i].first; n++) {
            work->direction.seed = work->seeds.at[i].first + n;
            jump_along(work, &c, stem);
        }
    checkpoint_free(&c);
    free(stem);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "Move a checkpoint in random directions, to train on from there.",
                      .operands = "FILE...",
                      .computing = &computing,
                      .names_output = true};
    struct work work = {.cli = &cli, .left_out = {.moved = true}};

    cli_begin(&cli, argc, argv);
    read_options(&cli, &work);
    check_options(&cli, &work);
    cli.rereads = cli_operands(&cli) > 1 || work.seeds.numbers > 1 || work.steps.texts.count > 1;
    for (size_t i = 0; i < cli_operands(&cli); i++)
        check_outputs(&work, cli_operand(&cli, i));
    for (size_t i = 0; i < cli_operands(&cli); i++)
        jump_from(&work, cli_operand(&cli, i));
    cli_check(left_out_report(&work.left_out, &cli.report));
    left_out_free(&work.left_out);
    number_list_free(&work.steps);
    number_list_free_ranges(&work.seeds);
    substitution_free(&work.renames);
    tensor_choice_free(&work.choice);
    strlist_free(&cli.provenance);
    return 0;
}
