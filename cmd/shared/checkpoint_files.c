#include "checkpoint_files.h"

#include "tensor_options.h"

#include <string.h>

/* Sets the template of a struct concat; the last one given counts. */
static struct error *set_template(const char *text, void *concat)
{
    struct concat *work = concat;
    name_template_free(work->name_template);
    work->name_template = NULL;
    return name_template_new(&work->name_template, text);
}

static void read_options(struct cli *cli, struct checkpoint_files *files,
                         const struct cli_option *of_tensors, const struct cli_option *own)
{
    struct concat *work = &files->concat;
    const char *types[DTYPE_COUNT + 1] = {0};
    for (int type = 0; type < DTYPE_COUNT; type++)
        types[type] = dtype_name((enum dtype)type);
    work->hints.raw_type = DTYPE_COUNT; /* none, unless it is given */
    const struct cli_option of_files[] = {
        {'m', "metadata", "TABLE",
         "a TSV or CSV with a column file, or a log by run, step or epoch; may be repeated",
         CLI_LIST(&work->tables), CLI_READS},
        {'n', "name", "TEMPLATE", "columns from file names, such as '{run}_e{step}.safetensors'",
         CLI_PARSED(set_template, work)},
        {'k', "key", "KEY", "the state_dict under this key, where a file holds several",
         CLI_TEXT(&work->hints.key)},
        {'T', "files-from", "LIST", "more files, one per line of LIST (-: standard input)",
         CLI_LIST(&files->lists), CLI_READS},
        {0, "raw", "TYPE", "files without a header, of numbers of this type",
         CLI_CHOICE(&work->hints.raw_type, types), CLI_GIVEN(&work->hints.raw)},
        {0}};
    struct cli_option all[CLI_OPTIONS_MAX] = {0};
    cli_options_append(all, of_files);
    cli_options_append(all, of_tensors);
    for (struct cli_option *option = all; option->name; option++)
        if (!option->given)
            option->given = &files->given;
    cli_options_append(all, own);
    cli_options(cli, all);
    files->given = files->given || work->hints.raw;
}

void checkpoint_files_options(struct cli *cli, struct checkpoint_files *files,
                              const struct cli_option *own)
{
    struct concat *work = &files->concat;
    const struct cli_option of_tensors[] = {
        {'i', "include", "REGEX", "compare only tensors whose name matches; may be repeated",
         CLI_PARSED(tensor_option_include, &work->choice)},
        {'x', "exclude", "REGEX", "leave out tensors whose name matches; may be repeated",
         CLI_PARSED(tensor_option_exclude, &work->choice)},
        {0, "all", NULL, "compare also what is not trained: buffers, optimisers' state",
         CLI_FLAG(&work->choice.all)},
        {0, "rename", "SUBSTITUTION",
         "change tensors' names by s/OLD/NEW/ (sed -E); may be repeated",
         CLI_PARSED(tensor_option_rename, &work->renames)},
        {0}};
    work->hints.renames = &work->renames;
    read_options(cli, files, of_tensors, own);
}

void checkpoint_files_row_options(struct cli *cli, struct checkpoint_files *files,
                                  const struct cli_option *own)
{
    read_options(cli, files, &(struct cli_option){0}, own);
}

void checkpoint_files_collect(const struct cli *cli, struct checkpoint_files *files)
{
    struct concat *work = &files->concat;
    for (size_t i = 0; i < cli_operands(cli); i++)
        cli_check(strlist_add(&work->files, cli_operand(cli, i), strlen(cli_operand(cli, i))));
    for (size_t i = 0; i < files->lists.count; i++)
        cli_check(concat_list(work, files->lists.at[i]));
}

void checkpoint_files_free(struct checkpoint_files *files)
{
    strlist_free(&files->lists);
    concat_free(&files->concat);
}
