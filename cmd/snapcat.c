/* snapcat: checkpoints in; their row table and one matrix of them all, a snapshot a row, out. */
#include "cli.h"
#include "snapshot/concat.h"
#include "snapshot/follow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALL = 256, FOLLOW, RAW, SKIP_BAD, SKIP_NONFINITE, UNTIL };

static const struct cli_option options[] = {
    {'m', "metadata", "TABLE", "a TSV or CSV with a column file; may be repeated"},
    {'n', "name", "TEMPLATE", "columns from file names, such as '{run}_e{step}.safetensors'"},
    {'i', "include", "REGEX", "compare only tensors whose name matches; may be repeated"},
    {'x', "exclude", "REGEX", "leave out tensors whose name matches; may be repeated"},
    {'k', "key", "KEY", "the state_dict under this key, where a file holds several"},
    {'l', "list", NULL, "list each file's tensors, and whether they are compared"},
    {'T', "files-from", "LIST", "more files, one a line of LIST (-: standard input)"},
    {ALL, "all", NULL, "compare also what is not trained: buffers, optimisers' state"},
    {RAW, "raw", "TYPE",
     "files without a header, of numbers of this type: f32, f64, f16, bf16, ..."},
    {SKIP_BAD, "skip-bad", NULL, "leave out files that are damaged or cut short"},
    {FOLLOW, "follow", "DIR",
     "wait for checkpoints in DIR, and keep FILE of -o up to date, until "
     "interrupted or terminated"},
    {UNTIL, "until", "N", "or until DIR has N of them"},
    {SKIP_NONFINITE, "skip-nonfinite", NULL, "leave out snapshots with a NaN or an infinity"},
    {0}};

/* The type that an option names. */
static enum dtype type_chosen(struct cli *cli)
{
    const char *names[DTYPE_COUNT + 1] = {0};
    for (int type = 0; type < DTYPE_COUNT; type++)
        names[type] = dtype_name((enum dtype)type);
    return (enum dtype)cli_choice(cli, names);
}

static void list_tensors(const struct cli *cli, const struct concat *work)
{
    struct output out;
    cli_check(output_open(&out, cli->output));
    cli_check(concat_list_tensors(work, &out));
    cli_check(output_commit(&out));
}

/* ---- the stream ---- */

struct stream_work {
    const struct concat *concat;
    const char *path, *provenance;
};

/* Silently, what there is of a directory that is followed: at the end all is told. */
static struct error *write_so_far(void *context)
{
    struct error *err;
    const struct stream_work *work = context;
    struct writer *out = NULL;
    TRY(writer_open(&out, work->path));
    TRY(concat_write(work->concat, out, work->provenance, NULL));
    return writer_commit(out);
out:
    writer_discard(out);
    return err;
}

/* With a directory to follow, when its snapshots have come; into a file also before. */
static void write_snapshots(struct cli *cli, struct concat *concat, struct follow follow)
{
    struct writer *out;
    char *provenance = cli_provenance(cli);
    struct stream_work work = {concat, cli->output, provenance};
    cli_check(writer_open(&out, cli->output));
    follow.write_so_far = writer_is_atomic(out) ? write_so_far : NULL;
    follow.context = &work;
    if (follow.dir)
        cli_check(follow_directory(&follow, &concat->hints, &concat->files, &cli->report));
    cli_check(concat_write(concat, out, provenance, &cli->report));
    cli_check(writer_commit(out));
    free(provenance);
}

int main(int argc, char *argv[])
{
    struct concat work = {0};
    struct strlist lists = {0};
    bool list = false;
    struct follow follow = {0};
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
            cli_check_usage(name_template_new(&work.name_template, cli.value));
            break;
        case 'i':
            cli_check_usage(tensor_choice_include(&work.choice, cli.value));
            break;
        case 'x':
            cli_check_usage(tensor_choice_exclude(&work.choice, cli.value));
            break;
        case 'k':
            work.hints.key = cli.value;
            break;
        case 'l':
            list = true;
            break;
        case 'T':
            cli_check(strlist_add(&lists, cli.value, strlen(cli.value)));
            break;
        case ALL:
            work.choice.all = true;
            break;
        case RAW:
            work.hints.raw = true;
            work.hints.raw_type = type_chosen(&cli);
            break;
        case SKIP_BAD:
            work.skip_bad = true;
            break;
        case FOLLOW:
            follow.dir = cli.value;
            break;
        case UNTIL:
            follow.until = cli_size(&cli, 1, SIZE_MAX);
            break;
        case SKIP_NONFINITE:
            work.skip_nonfinite = true;
            break;
        }

    for (size_t i = 0; i < cli_operands(&cli); i++)
        cli_check(strlist_add(&work.files, cli_operand(&cli, i), strlen(cli_operand(&cli, i))));
    for (size_t i = 0; i < lists.count; i++)
        cli_check(concat_list(&work, lists.at[i]));
    if (follow.until && !follow.dir)
        cli_fail(CLI_USAGE, "--until goes with --follow: see snapcat -h");
    if (list && follow.dir)
        cli_fail(CLI_USAGE, "-l and --follow: give one of them: see snapcat -h");
    if (work.files.count == 0 && !follow.dir)
        cli_fail(CLI_USAGE, "no files: name checkpoints, or a list of them with -T");

    if (list)
        list_tensors(&cli, &work);
    else
        write_snapshots(&cli, &work, follow);
    strlist_free(&lists);
    strlist_free(&cli.provenance);
    concat_free(&work);
    return 0;
}
