#include "sketch_options.h"

#include "cli.h"
#include "sketch/sketch.h"

#include <stdint.h>

static struct error *add_groups(const char *text, void *choice)
{
    return gram_group_choice_add(choice, text);
}

void sketch_options_append(struct cli_option table[CLI_OPTIONS_MAX], struct sketch_options *s)
{
    const struct cli_option options[] = {
        {'G', "groups", "GROUP[,GROUP...]",
         "of --sketch: a sketch for each group of tensors, each as [NAME=]REGEX",
         CLI_PARSED(add_groups, &s->request.groups), CLI_GIVEN(&s->detailed)},
        {0, "by-tensor", NULL, "of --sketch: a sketch for each tensor",
         CLI_FLAG(&s->request.groups.by_tensor), CLI_GIVEN(&s->detailed)},
        {0, "seed", "SEED", "of --sketch: of its hash", CLI_SIZE(&s->request.seed, 0, SIZE_MAX),
         CLI_GIVEN(&s->detailed)},
        {0, "sketch", "K", "write K numbers for each snapshot, in place of its parameters",
         CLI_SIZE(&s->request.numbers, SKETCH_LEAST, SKETCH_MOST)},
        {0}};
    cli_options_append(table, options);
}

void sketch_options_check(const struct sketch_options *s, bool other)
{
    const struct group_choice *groups = &s->request.groups;
    if (s->detailed && !s->request.numbers)
        cli_fail(CLI_USAGE, "-G, --by-tensor and --seed: need --sketch: see snapcat -h");
    if (s->request.numbers && other)
        cli_fail(CLI_USAGE, "--sketch: takes neither -l, nor --rules, nor --cka: leave one out");
    if (groups->by_tensor && groups->names.count)
        cli_fail(CLI_USAGE, "-G and --by-tensor: exclude each other: leave one out");
}

void sketch_options_free(struct sketch_options *s)
{
    gram_group_choice_free(&s->request.groups);
}
