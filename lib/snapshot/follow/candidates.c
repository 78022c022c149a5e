#include "snapshot/follow/candidates.h"

#include "base/clock.h"
#include "base/file/path.h"
#include "checkpoint/format/open.h"
#include "snapshot/follow/standing.h"
#include "snapshot/follow/tree.h"
#include "snapshot/guess/network_folder.h"
#include "snapshot/naming/words.h"
#include "snapshot/sketch/sketch_log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void candidates_free(struct candidates *c)
{
    settling_free(&c->settling);
    strlist_free(&c->taken);
    strlist_free(&c->refused);
    strlist_free(&c->reasons);
    strlist_free(&c->held);
}

bool candidates_are_enough(const struct candidates *c)
{
    return c->until && c->taken.count >= c->until;
}

/* ---- names ---- */

bool candidates_pass_over(const char *name)
{
    static const char *const ends[] = {"~", ".tmp", ".temp", ".part", NULL};
    return name[0] == '.' || path_ends_in_any(name, ends) || strcmp(name, "~") == 0;
}

/* Whether a file in a folder is none of a step: a part of a network, the state of an optimiser, or
 * the copy of another, as "best.pt". */
static bool is_beside(const char *name)
{
    return path_ends_in(name, ".distcp") || network_folder_is_part(name) || words_of_state(name) ||
           words_of_copy(name);
}

/* ---- lists ---- */

static bool has(const struct strlist *list, const char *path)
{
    return strlist_find(list, path) != (size_t)-1;
}

static void drop_taken(struct candidates *c, size_t i)
{
    strlist_remove(&c->taken, i);
    c->changed = true;
}

static void drop_refused(struct candidates *c, size_t i)
{
    strlist_remove(&c->refused, i);
    strlist_remove(&c->reasons, i);
}

/* Drops what is in the folder. */
static void drop_inner(struct candidates *c, const char *folder)
{
    for (size_t i = c->taken.count; i-- > 0;)
        if (tree_is_in(c->taken.at[i], folder))
            drop_taken(c, i);
    for (size_t i = c->refused.count; i-- > 0;)
        if (tree_is_in(c->refused.at[i], folder))
            drop_refused(c, i);
}

static void forget_refused(struct candidates *c, const char *path)
{
    size_t i = strlist_find(&c->refused, path);
    if (i != (size_t)-1)
        drop_refused(c, i);
}

static bool forget_taken(struct candidates *c, const char *path)
{
    size_t i = strlist_find(&c->taken, path);
    if (i != (size_t)-1)
        drop_taken(c, i);
    return i != (size_t)-1;
}

/* Notes that something did not open. Takes over `why`. */
static struct error *refuse(struct candidates *c, const char *path, struct error *why)
{
    struct error *err;
    TRY(strlist_add(&c->refused, path, strlen(path)));
    TRY(strlist_add(&c->reasons, error_text(why), strlen(error_text(why))));
out:
    error_free(why);
    return err;
}

static struct error *hold(struct candidates *c, const char *folder)
{
    return has(&c->held, folder) ? NULL : strlist_add(&c->held, folder, strlen(folder));
}

/* The folders that a checkpoint has come in are none themselves. */
static struct error *demote_folders(struct candidates *c, const char *path)
{
    struct error *err = NULL;
    char *folder = strdup(path);
    if (!folder)
        return error_memory("a file name");
    while (!tree_is_top(c->dir, folder)) {
        folder[path_base(folder) - folder - 1] = '\0';
        forget_refused(c, folder);
        if (!forget_taken(c, folder))
            continue;
        TRY(hold(c, folder));
        TRY(settling_touch(&c->settling, folder, seconds_now()));
    }
out:
    free(folder);
    return err;
}

static struct error *take(struct candidates *c, const char *path)
{
    struct error *err;
    c->changed = true;
    if (has(&c->taken, path))
        return NULL; /* written again: it keeps its place */
    TRY(demote_folders(c, path));
    TRY(strlist_add(&c->taken, path, strlen(path)));
    report_line(c->report, REPORT_DETAIL, "%zu: %s", c->taken.count, path);
    if (c->until)
        report_progress(c->report, "waiting for snapshots",
                        (double)c->taken.count / (double)c->until);
out:
    return err;
}

/* Fails if a file or folder is not complete, or none of a training's. */
static struct error *try_to_open(const struct candidates *c, const char *path)
{
    struct checkpoint checkpoint;
    bool is_log;
    struct error *err = sketch_log_probe(path, &is_log);
    if (err || is_log)
        return err;
    err = checkpoint_open(&checkpoint, path, c->hints);
    if (!err)
        checkpoint_free(&checkpoint);
    return err;
}

/* Opens a file or folder that may be complete now. */
static struct error *examine(struct candidates *c, const char *path)
{
    forget_refused(c, path);
    struct error *why = try_to_open(c, path);
    if (!why)
        return take(c, path);
    forget_taken(c, path); /* it was complete, but has been written to since */
    return refuse(c, path, why);
}

/* ---- folders ---- */

struct error *candidates_are_loose(struct candidates *c, const char *folder, bool *loose)
{
    struct error *err;
    enum standing standing;
    *loose = true;
    if (strcmp(folder, c->dir) == 0)
        return NULL;
    TRY(standing_find(c->dir, &c->taken, folder, &standing));
    *loose = standing == STANDING_LOOSE;
    if (!*loose)
        TRY(hold(c, folder));
out:
    return err;
}

struct error *candidates_stir(struct candidates *c, const char *folder)
{
    struct error *err;
    TRY(settling_touch(&c->settling, folder, seconds_now()));
    if (tree_is_top(c->dir, folder))
        return NULL;
    char *outer = tree_folder_of(folder); /* which may have its network in here */
    if (!outer)
        return error_memory("a file name");
    err = settling_touch(&c->settling, outer, seconds_now());
    free(outer);
out:
    return err;
}

/* ---- files ---- */

/* No symbolic link, pipe or the like. */
static bool is_file(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static bool has_a_name_beside(const struct candidates *c, const char *path)
{
    return !tree_is_top(c->dir, path) && is_beside(path_base(path));
}

struct error *candidates_add_loose(struct candidates *c, const char *path)
{
    if (candidates_pass_over(path_base(path)) || !is_file(path))
        return NULL;
    if (!has_a_name_beside(c, path))
        return examine(c, path);
    report_line(c->report, REPORT_DETAIL, "%s: passed over for its name", path);
    return NULL;
}

struct error *candidates_add(struct candidates *c, const char *path)
{
    struct error *err = NULL;
    bool loose = true;
    if (!tree_is_top(c->dir, path)) {
        char *folder = tree_folder_of(path);
        err = folder ? candidates_are_loose(c, folder, &loose) : error_memory("a file name");
        free(folder);
    }
    return !err && loose ? candidates_add_loose(c, path) : err;
}

struct error *candidates_make(struct candidates *c, const char *path)
{
    if (candidates_pass_over(path_base(path)) || has_a_name_beside(c, path) || !is_file(path))
        return NULL;
    struct error *why = try_to_open(c, path);
    bool is_whole = !why;
    error_free(why);
    return is_whole ? candidates_add(c, path) : NULL;
}

struct error *candidates_grow(struct candidates *c, const char *path)
{
    bool is_log;
    struct error *why = sketch_log_probe(path, &is_log);
    bool is_whole = is_log && !why;
    error_free(why);
    return is_whole ? candidates_add(c, path) : NULL;
}

/* ---- what has become quiet ---- */

/* Adds the files of a folder. */
static struct error *add_files(struct candidates *c, const char *folder,
                               const struct strlist *names)
{
    struct error *err = NULL;
    for (size_t i = 0; i < names->count && !candidates_are_enough(c); i++) {
        char *path = tree_path(folder, names->at[i]);
        if (!path)
            return error_memory("a file name");
        if (!has(&c->taken, path))
            err = candidates_add_loose(c, path);
        free(path);
        TRY(err);
    }
out:
    return err;
}

/* The files of a folder that is not one checkpoint, as it may have seemed to be. */
static struct error *release(struct candidates *c, const char *folder)
{
    struct error *err;
    struct strlist names = {0};
    size_t held = strlist_find(&c->held, folder);
    forget_taken(c, folder);
    TRY(tree_names(folder, &names));
    if (names.count == 2)        /* "." and ".." */
        TRY(examine(c, folder)); /* which is refused */
    if (held != (size_t)-1) {
        strlist_remove(&c->held, held);
        TRY(add_files(c, folder, &names));
    }
out:
    strlist_free(&names);
    return err;
}

static struct error *settle(struct candidates *c, const char *folder)
{
    struct error *err;
    enum standing standing;
    if (!tree_is_folder(folder))
        return NULL;
    TRY(standing_find(c->dir, &c->taken, folder, &standing));
    if (standing == STANDING_LOOSE)
        return release(c, folder);
    drop_inner(c, folder);
    if (standing == STANDING_WHOLE)
        return examine(c, folder);
    forget_taken(c, folder);
out:
    return err;
}

struct error *candidates_settle(struct candidates *c, double time)
{
    struct error *err = NULL;
    char *folder;
    while (!err && !candidates_are_enough(c) && (folder = settling_take(&c->settling, time))) {
        err = settle(c, folder);
        free(folder);
    }
    return err;
}

/* ---- what goes ---- */

/* Drops a folder, and those in it, from a list of folders. */
static void drop_folders(struct strlist *folders, const char *path)
{
    for (size_t i = folders->count; i-- > 0;)
        if (strcmp(folders->at[i], path) == 0 || tree_is_in(folders->at[i], path))
            strlist_remove(folders, i);
}

void candidates_forget(struct candidates *c, const char *path)
{
    settling_forget(&c->settling, path);
    drop_folders(&c->held, path);
    drop_inner(c, path);
    forget_taken(c, path);
    forget_refused(c, path);
}

void candidates_forget_gone(struct candidates *c)
{
    struct stat status;
    for (size_t i = c->taken.count; i-- > 0;)
        if (lstat(c->taken.at[i], &status) != 0)
            drop_taken(c, i);
    for (size_t i = c->refused.count; i-- > 0;)
        if (lstat(c->refused.at[i], &status) != 0)
            drop_refused(c, i);
}
