/* snapgram: snapshots in, their Gram matrices out: one, or one per group of tensors. */
#include "gram/snapgram.h"
#include "computing.h"
#include "filter.h"
#include "gram/group_report.h"
#include "part/narrow.h"
#include "stream/tsv.h"

#include <stdlib.h>

static const char *const wanted[] = {"snapshots", NULL};

struct settings {
    struct group_choice choice;
    const char *old; /* --extend, or NULL */
    struct part part;
    bool list;
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
        {'l', "list", NULL, "list the tensors with their groups, and make no Gram matrix",
         CLI_FLAG(&s.list)},
        {0, "by-tensor", NULL, "a Gram matrix for each tensor", CLI_FLAG(&s.choice.by_tensor)},
        {0, "extend", "OLD", "extend OLD's Gram matrices by the snapshots that it lacks",
         CLI_TEXT(&s.old)},
        {0, "part", "I/N", "only the I-th of N ranges of the columns",
         CLI_PARSED(part_parse, &s.part)},
        {0}};
    cli_options(cli, options);
    if (s.choice.by_tensor && s.choice.names.count)
        cli_fail(CLI_USAGE, "-G and --by-tensor: exclude each other: leave one out");
    if (s.list && !s.choice.by_tensor && s.choice.names.count == 0)
        cli_fail(CLI_USAGE, "-l: lists groups: name some with -G");
    if (s.list && s.old)
        cli_fail(CLI_USAGE, "-l and --extend: a list extends nothing: leave one out");
    if (s.list && s.part.count)
        cli_fail(CLI_USAGE, "-l and --part: a list is of all columns: leave one out");
    return s;
}

/* The group's; `base` is what it extends, or NULL. */
static void put_gram(struct filter *f, const struct gram_groups *groups, size_t index,
                     const struct gram_base *base, struct matrix *g)
{
    const struct gram_group *group = &groups->at[index];
    struct record r;
    bool is_part = part_is(&f->in.record);
    const char *kind = is_part ? gram_form_kinds[GRAM_SQUARES] : snapgram_take_form(g, base, index);
    filter_derive(f, &r, kind, g);
    if (group->name) {
        cli_check(record_attr_set(&r, "name", "%s", group->name));
        cli_check(record_attr_set(&r, "params", "%zu", group->params));
        cli_check(part_groups_set(&r, groups->choice));
    }
    filter_put(f, &r, g);
}

/* Whether the groups are there can be told of the whole alone. */
static void narrow(struct filter *f, const struct settings *s)
{
    struct gram_groups groups;
    size_t first;
    cli_check(part_require_rows(&f->in.rows, reader_name(f->in.reader)));
    cli_check(gram_groups_make(&groups, &s->choice, &f->tensors, f->in.record.cols));
    gram_groups_free(&groups);
    cli_check(part_narrow(f->in.reader, &f->in.record, &f->tensors, &s->part, 1, "columns",
                          PART_PARAMS, &first));
    filter_put_tensors(f);
}

/* The Gram matrices of the current record. `base` is NULL where there is nothing to extend. */
static void put_grams(struct filter *f, struct settings *s, struct gram_base *base)
{
    struct gram_groups groups;
    struct group_choice *choice = &s->choice;
    if (s->part.count > 0)
        narrow(f, s);
    choice->of_part = part_is(&f->in.record);
    cli_check(gram_groups_make(&groups, choice, &f->tensors, f->in.record.cols));
    if (base)
        cli_check(gram_base_match(base, &f->in.rows, &f->in.record, &f->tensors, &groups));
    cli_check(gram_groups_report(&groups, choice, &f->tensors, f->in.record.cols, &f->cli->report));
    struct matrix *grams = calloc(groups.count, sizeof *grams);
    if (!grams)
        cli_check(error_memory("a list of Gram matrices"));
    cli_check(
        snapgram_read_groups(f->in.reader, &f->in.record, &groups, base, &f->cli->report, grams));
    for (size_t i = 0; i < groups.count; i++)
        put_gram(f, &groups, i, base, &grams[i]);
    free(grams);
    gram_groups_free(&groups);
}

/* In place of Gram matrices: which group has which tensor. */
static int list_groups(struct cli *cli, struct group_choice *choice)
{
    static const char *const aside[] = {"tensors", NULL};
    struct intake in;
    struct writer *out;
    struct table tensors = {0}, list = {0};
    bool got;
    cli_check(intake_open(&in, cli_file(cli), wanted[0], wanted));
    in.aside = aside;
    in.takes_parts = true;
    cli_check(writer_open_text(&out, cli->output));
    for (cli_check(intake_next_wanted(&in, &got)); got; cli_check(intake_next_wanted(&in, &got)))
        if (record_is(&in.record, "tensors"))
            cli_check(reader_table(in.reader, &in.record, &tensors, NULL));
        else {
            choice->of_part = part_is(&in.record);
            cli_check(gram_groups_list(choice, &tensors, in.record.cols, &list));
        }
    cli_check(tsv_write_table(out, &list));
    cli_check(writer_commit(out));
    table_free(&list);
    table_free(&tensors);
    intake_close(&in);
    strlist_free(&cli->provenance);
    return 0;
}

static int make_grams(struct cli *cli, struct settings *s)
{
    struct gram_base base = {0};
    struct filter f;
    if (s->old)
        cli_check(gram_base_read(&base, s->old));
    filter_begin(&f, cli, wanted);
    f.in.takes_parts = true;
    if (s->part.count > 0)
        filter_own_tensors(&f);
    while (filter_next(&f))
        put_grams(&f, s, s->old ? &base : NULL);
    gram_base_free(&base);
    return filter_end(&f);
}

int main(int argc, char *argv[])
{
    struct cli cli = {.synopsis = "The Gram matrix of snapshots, in one pass over them.",
                      .operands = "[FILE]",
                      .computing = &computing};
    cli_begin(&cli, argc, argv);
    struct settings s = read_options(&cli);
    int status = s.list ? list_groups(&cli, &s.choice) : make_grams(&cli, &s);
    gram_group_choice_free(&s.choice);
    return status;
}
