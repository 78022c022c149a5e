#include "files.h"

#include "base/array.h"
#include "base/file/identity.h"
#include "base/file/ours.h"
#include "base/file/output.h"
#include "base/file/output_place.h"
#include "base/file/path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- inputs ---- */

/* A program has one command line, and so one list. */
static struct {
    struct file_identity *at;
    size_t count, room;
} inputs;

void files_note_input(const char *path)
{
    struct stat status;
    bool standard = path_is_standard(path);
    if ((standard ? fstat(STDIN_FILENO, &status) : stat(path, &status)) != 0)
        return; /* whoever reads it says so */
    struct file_identity *at =
        array_grown(inputs.at, &inputs.room, inputs.count, sizeof *inputs.at);
    if (!at)
        cli_check(error_memory("the names of files"));
    inputs.at = at;
    inputs.at[inputs.count++] = file_identity_of(&status);
}

/* What is written to a device, such as /dev/null or a terminal, takes the place of nothing. */
static bool is_input(const struct stat *output)
{
    struct file_identity identity = file_identity_of(output);
    for (size_t i = 0; i < inputs.count && !S_ISCHR(output->st_mode); i++)
        if (file_identity_is_same_file(&identity, &inputs.at[i]))
            return true;
    return false;
}

/* ---- one output ---- */

static void check_standard_output(void)
{
    struct stat status;
    if (fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode) && is_input(&status))
        cli_fail(CLI_USAGE, "standard output: is the file of an input: write to another file");
}

/* "-k" or "--knn" */
static bool looks_like_option(const char *path)
{
    return path[0] == '-' && path[1] && (path[1] == '-' || !path[2]);
}

static void check_name(const char *option, const char *path)
{
    if (!*path)
        cli_fail(CLI_USAGE, "%s: an empty name: name a file", option);
    if (looks_like_option(path))
        cli_fail(CLI_USAGE,
                 "%s %s: is the name after %s missing? (a file that has this name is ./%s)", option,
                 path, option, path);
}

/* Whether it is to stay as it is. Root may write to all files: the permissions tell what was
 * meant. */
static bool is_protected(const char *path, const struct stat *status)
{
    return !(status->st_mode & 0222) || (access(path, W_OK) != 0 && errno == EACCES);
}

static void check_loss(const struct cli *cli, const char *option, const char *path,
                       const struct stat *status)
{
    bool replaces = output_makes_file(path), input = is_input(status);
    bool may_force = replaces && !(input && cli->rereads);
    if (cli->force && may_force)
        return;
    if (input)
        cli_fail(CLI_USAGE, "%s %s: is one of the inputs: give the output another name%s", option,
                 path, may_force ? ", or replace the input (--force)" : "");
    if (replaces && is_protected(path, status))
        cli_fail(
            CLI_USAGE,
            "%s %s: the file there is protected from writing: give the output another name, or "
            "replace the file (--force)",
            option, path);
    if (replaces && status->st_size > 0 && !ours_is(path))
        cli_fail(CLI_USAGE,
                 "%s %s: the file there is neither a stream nor a picture of phatetools: was the "
                 "name after %s forgotten? give another, or replace the file (--force)",
                 option, path, option);
}

void files_check_output(const struct cli *cli, const char *option, const char *path)
{
    struct stat status;
    if (path_is_standard(path)) {
        check_standard_output();
        return;
    }
    check_name(option, path);
    if (stat(path, &status) == 0)
        check_loss(cli, option, path, &status);
}

/* ---- several ---- */

/* Whether both names stand for one place in one directory. */
static bool is_one_place(const char *a, const char *b)
{
    struct output_place p, q;
    struct stat in, other;
    bool found = output_place_find(&p, a), both = output_place_find(&q, b) && found;
    bool same = both && fstat(p.dir, &in) == 0 && fstat(q.dir, &other) == 0 &&
                in.st_dev == other.st_dev && in.st_ino == other.st_ino &&
                strcmp(p.base, q.base) == 0;
    output_place_free(&p);
    output_place_free(&q);
    return same;
}

/* What is written to devices does not replace what was written before. */
static bool is_one_file(const char *a, const char *b)
{
    if (path_is_standard(a) || path_is_standard(b))
        return path_is_standard(a) && path_is_standard(b);
    return output_makes_file(a) && is_one_place(a, b);
}

void files_check_extra(const struct cli *cli, const struct files_extra extra[])
{
    for (size_t i = 0; extra[i].option; i++) {
        const char *path = extra[i].path;
        if (path)
            files_check_output(cli, extra[i].option, path);
        bool collides = path && is_one_file(path, cli->output);
        for (size_t j = 0; path && j < i; j++)
            collides = collides || (extra[j].path && is_one_file(path, extra[j].path));
        if (collides)
            cli_fail(CLI_USAGE, "%s %s: another output goes there too: give each a file of its own",
                     extra[i].option, path);
    }
}
