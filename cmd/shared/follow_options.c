#include "follow_options.h"

#include "base/file/output.h"
#include "cli.h"

#include <stdint.h>

void follow_options_append(struct cli_option table[CLI_OPTIONS_MAX], struct follow_options *f)
{
    const struct cli_option rows[] = {
        {0, "follow", "DIR",
         "wait for checkpoints in DIR and its folders, and keep FILE of -o up to date, until "
         "interrupted or terminated",
         CLI_TEXT(&f->follow.dir)},
        {0, "then", "COMMAND", "of --follow: run it by sh, with FILE as $1, each time FILE is new",
         CLI_TEXT(&f->action.command)},
        {0, "until", "N", "or until DIR has N of them", CLI_SIZE(&f->follow.until, 1, SIZE_MAX)},
        {0}};
    cli_options_append(table, rows);
}

void follow_options_check(const struct cli *cli, const struct follow_options *f)
{
    if (f->follow.until && !f->follow.dir)
        cli_fail(CLI_USAGE, "--until: needs --follow: see snapcat -h");
    if (f->action.command && !f->follow.dir)
        cli_fail(CLI_USAGE, "--then: needs --follow: see snapcat -h");
    if (f->action.command && !output_makes_file(cli->output))
        cli_fail(CLI_USAGE, "--then: needs a file that is new each time: name one with -o");
}

struct following {
    const char *path;
    follow_write *write;
    const void *context;
};

/* Silently: at the end all is reported. */
static struct error *write_so_far(void *following)
{
    struct error *err;
    const struct following *f = following;
    struct writer *out = NULL;
    TRY(writer_open(&out, f->path));
    TRY(f->write(f->context, out, NULL));
    return writer_commit(out);
out:
    writer_discard(out);
    return err;
}

void follow_options_write(struct cli *cli, struct follow_options *f, struct concat *list,
                          follow_write *write, const void *context)
{
    struct writer *out;
    struct following following = {cli->output, write, context};
    struct action *action = f->action.command ? &f->action : NULL;
    cli_check(writer_open(&out, cli->output));
    f->action.file = cli->output;
    f->follow.action = action;
    f->follow.write_so_far = writer_is_atomic(out) ? write_so_far : NULL;
    f->follow.context = &following;
    if (f->follow.dir)
        cli_check(follow_directory(&f->follow, &list->hints, &list->files, &cli->report));
    cli_check(write(context, out, &cli->report));
    cli_check(writer_commit(out));
    if (action)
        cli_check(action_finish(action, &cli->report));
}
