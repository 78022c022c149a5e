/* snapgram: snapshots in, their Gram matrices out: one, or one per group of tensors. */
#include "gram/snapgram.h"
#include "filter.h"

#include <stdlib.h>

static const char *const wanted[] = {"snapshots", NULL};

struct settings {
    struct group_choice choice;
    const char *old; /* --extend, or NULL */
};

static struct error *add_groups(const char *text, void *choice)
{
    return gram_group_choice_add(choice, text);
}

static struct settings read_options(struct cli *cli)
{
    struct settings s = {0};
    const struct cli_option options[] = {
        {'G', "groups", "GROUP[,GROUP...]",
         "a Gram matrix for each group of tensors, each as [NAME=]REGEX",
         CLI_PARSED(add_groups, &s.choice)},
        {0, "by-tensor", NULL, "a Gram matrix for each tensor", CLI_FLAG(&s.choice.by_tensor)},
        {0, "extend", "OLD", "extend OLD's Gram matrices by the snapshots that it lacks",
         CLI_TEXT(&s.old)},
        {0}};
    cli_options(cli, options);
    if (s.choice.by_tensor && s.choice.names.count)
        cli_fail(CLI_USAGE, "-G and --by-tensor: exclude each other: leave one out");
    return s;
}

/* `old` is what g extends, or NULL. */
static void put_gram(struct filter *f, const struct gram_group *group, const struct base_gram *old,
                     struct matrix *g)
{
    struct record r;
    filter_derive(f, &r, snapgram_take_form(g, old), g);
    if (group->name) {
        cli_check(record_attr_set(&r, "name", "%s", group->name));
        cli_check(record_attr_set(&r, "params", "%zu", group->cols));
    }
    filter_put(f, &r, g);
}

/* The Gram matrices of the current record. `base` is NULL where there is nothing to extend. */
static void put_grams(struct filter *f, const struct group_choice *choice, struct gram_base *base)
{
    struct gram_groups groups;
    cli_check(gram_groups_make(&groups, choice, &f->tensors, f->in.record.cols));
    if (base)
        cli_check(gram_base_match(base, &f->in.rows, f->in.record.rows, &f->tensors, &groups));
    struct matrix *grams = calloc(groups.count, sizeof *grams);
    if (!grams)
        cli_check(error_memory("a list of Gram matrices"));
    cli_check(
        snapgram_read_groups(f->in.reader, &f->in.record, &groups, base, &f->cli->report, grams));
    for (size_t i = 0; i < groups.count; i++)
        put_gram(f, &groups.at[i], base ? &base->grams[i] : NULL, &grams[i]);
    free(grams);
    gram_groups_free(&groups);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The Gram matrix of snapshots, in one pass over them.",
                      .operands = "[FILE]",
                      .threaded = true};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    struct gram_base base = {0};
    if (s.old)
        cli_check(gram_base_read(&base, s.old));

    struct filter f;
    filter_begin(&f, &cli, wanted);
    while (filter_next(&f))
        put_grams(&f, &s.choice, s.old ? &base : NULL);
    gram_base_free(&base);
    gram_group_choice_free(&s.choice);
    return filter_end(&f);
}
