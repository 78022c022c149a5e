/* snapcat: checkpoints in; their row table and one matrix of them all, a snapshot a row, out. */
#include "cli.h"
#include "concat.h"

#include <stdlib.h>
#include <string.h>

enum { SKIP_NONFINITE = 256 };

static const struct cli_option options[] = {
    {'m', "metadata", "TABLE", "a TSV or CSV with a column file; may be repeated"},
    {'n', "name", "TEMPLATE", "columns from file names, such as '{run}_e{step}.safetensors'"},
    {'i', "include", "REGEX", "compare only tensors whose name matches; may be repeated"},
    {'x', "exclude", "REGEX", "leave out tensors whose name matches; may be repeated"},
    {'T', "files-from", "LIST", "more files, one a line of LIST (-: standard input)"},
    {SKIP_NONFINITE, "skip-nonfinite", NULL, "leave out snapshots with a NaN or an infinity"},
    {0}};

/* An option's argument that cannot be used is a matter of usage, not of input. */
static void check_usage(struct error *err)
{
    if (err)
        cli_fail(CLI_USAGE, "%s", error_text(err));
}

int main(int argc, char *argv[])
{
    struct concat work = {0};
    struct strlist lists = {0};
    struct writer *out;
    struct cli cli = {.synopsis = "concatenate checkpoints into a stream of snapshots",
                      .operands = "FILE...",
                      .options = options};

    cli_begin(&cli, argc, argv);
    for (int letter; (letter = cli_option(&cli)) != -1;)
        switch (letter) {
        case 'm':
            cli_check(strlist_add(&work.tables, cli.value, strlen(cli.value)));
            break;
        case 'n':
            name_template_free(work.name_template);
            check_usage(name_template_new(&work.name_template, cli.value));
            break;
        case 'i':
            check_usage(tensor_choice_include(&work.choice, cli.value));
            break;
        case 'x':
            check_usage(tensor_choice_exclude(&work.choice, cli.value));
            break;
        case 'T':
            cli_check(strlist_add(&lists, cli.value, strlen(cli.value)));
            break;
        case SKIP_NONFINITE:
            work.skip_nonfinite = true;
            break;
        }

    for (size_t i = 0; i < cli_operands(&cli); i++)
        cli_check(strlist_add(&work.files, cli_operand(&cli, i), strlen(cli_operand(&cli, i))));
    for (size_t i = 0; i < lists.count; i++)
        cli_check(concat_list(&work, lists.at[i]));
    if (work.files.count == 0)
        cli_fail(CLI_USAGE, "no files: name checkpoints, or a list of them with -T");

    char *provenance = cli_provenance(&cli);
    cli_check(writer_open(&out, cli.output));
    cli_check(concat_write(&work, out, provenance, &cli.report));
    cli_check(writer_commit(out));
    free(provenance);
    strlist_free(&lists);
    strlist_free(&cli.provenance);
    concat_free(&work);
    return 0;
}
