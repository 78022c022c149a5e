#include "snapshot/follow/follow.h"

#include "base/clock.h"
#include "base/file/path.h"
#include "snapshot/follow/candidates.h"
#include "snapshot/follow/directory.h"
#include "snapshot/follow/ending.h"
#include "snapshot/follow/watch.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct follower {
    const struct follow *follow;
    struct report *report;
    struct watch watch;
    struct candidates candidates;
    struct strlist *files; /* the caller's */
    size_t given;          /* how many the caller had put in it */
    double written, took;  /* when the last writing ended, by seconds_now; its time; or 0 */
    struct error *fault;   /* the last one reported, so that it is not reported again */
};

/* ---- the tree ---- */

static struct error *made(void *follower, const char *path)
{
    struct follower *f = follower;
    return candidates_make(&f->candidates, path);
}

static struct error *written(void *follower, const char *path)
{
    struct follower *f = follower;
    return candidates_add(&f->candidates, path);
}

static struct error *growing(void *follower, const char *path)
{
    struct follower *f = follower;
    return candidates_grow(&f->candidates, path);
}

static struct error *stirred(void *follower, const char *folder)
{
    struct follower *f = follower;
    return candidates_stir(&f->candidates, folder);
}

static struct error *gone(void *follower, const char *path)
{
    struct follower *f = follower;
    candidates_forget(&f->candidates, path);
    return NULL;
}

static bool is_enough(void *follower)
{
    const struct follower *f = follower;
    return candidates_are_enough(&f->candidates);
}

static struct error *scan(struct follower *f, const char *folder, struct directory_entries *found);

/* Scans the folders among the entries from `first` on. */
static struct error *scan_inner(struct follower *f, struct directory_entries *found, size_t first)
{
    struct error *err = NULL;
    for (size_t i = first, end = found->count; i < end && !err; i++)
        if (found->at[i].is_folder && !candidates_pass_over(path_base(found->at[i].path))) {
            char *path = strdup(found->at[i].path); /* the list may move */
            err = path ? scan(f, path, found) : error_memory("a file name");
            free(path);
        }
    return err;
}

/* Watches the folder and all in it, before it lists them, so that no file is missed; appends what
 * it finds, but for files that do not count by themselves. What is gone again, its own watch has
 * told of. */
static struct error *scan(struct follower *f, const char *folder, struct directory_entries *found)
{
    struct error *err;
    size_t first = found->count;
    bool loose;
    TRY(watch_folder(&f->watch, folder));
    TRY(candidates_are_loose(&f->candidates, folder, &loose));
    err = directory_list(folder, found);
    if (err && strcmp(folder, f->follow->dir) != 0 && !error_is_of_memory(err)) {
        error_free(err);
        err = NULL;
    }
    TRY(err);
    for (size_t i = first; i < found->count; i++)
        found->at[i].is_file &= loose;
    TRY(scan_inner(f, found, first));
out:
    return err;
}

/* Takes what is found in a folder and those in it, in the order in which it was written. */
static struct error *take_all(struct follower *f, const char *folder)
{
    struct error *err;
    struct directory_entries found = {0};
    TRY(scan(f, folder, &found));
    directory_sort(&found);
    for (size_t i = 0; i < found.count && !is_enough(f); i++) {
        const struct directory_entry *entry = &found.at[i];
        if (entry->is_file)
            TRY(candidates_add_loose(&f->candidates, entry->path));
        else if (entry->is_folder && !candidates_pass_over(path_base(entry->path)))
            TRY(stirred(f, entry->path));
    }
out:
    directory_free(&found);
    return err;
}

/* A folder was made, or moved in with what it has. */
static struct error *arrived(void *follower, const char *folder)
{
    struct error *err;
    if (candidates_pass_over(path_base(folder)))
        return NULL;
    TRY(stirred(follower, folder));
    TRY(take_all(follower, folder));
out:
    return err;
}

/* More has happened than was told. */
static struct error *lost(void *follower)
{
    struct follower *f = follower;
    candidates_forget_gone(&f->candidates);
    return take_all(f, f->follow->dir);
}

/* ---- writing during the wait ---- */

static struct error *list_files(const struct follower *f)
{
    struct error *err = NULL;
    while (f->files->count > f->given)
        strlist_remove(f->files, f->files->count - 1);
    for (size_t i = 0; i < f->candidates.taken.count; i++)
        TRY(strlist_add(f->files, f->candidates.taken.at[i], strlen(f->candidates.taken.at[i])));
out:
    return err;
}

/* Reports a failure to write, unless it is the last one reported. Takes over `fault`. */
static void tell_fault(struct follower *f, struct error *fault)
{
    if (!f->fault || strcmp(error_text(f->fault), error_text(fault)) != 0)
        report_line(f->report, REPORT_WARNING, "not written while more are waited for: %s",
                    error_text(fault));
    error_free(f->fault);
    f->fault = fault;
}

static bool has_news(const struct follower *f)
{
    return f->follow->write_so_far && f->candidates.changed && f->candidates.taken.count > 0;
}

static bool is_acting(const struct follower *f)
{
    return f->follow->action && action_is_running(f->follow->action, f->report);
}

/* When the files may be written again. */
static double due(const struct follower *f)
{
    return f->written + follow_pause(f->took);
}

static struct error *write_news(struct follower *f)
{
    double start = seconds_now(), pause = f->written > 0 ? start - f->written : 0;
    if (is_acting(f) || !has_news(f) || start < due(f))
        return NULL;
    struct error *err = list_files(f);
    if (err)
        return err;
    struct error *fault = f->follow->write_so_far(f->follow->context);
    f->candidates.changed = false;
    f->written = seconds_now();
    f->took = f->written - start;
    if (fault) {
        tell_fault(f, fault);
        return NULL;
    }
    report_line(f->report, REPORT_DETAIL,
                "%zu files or folders are written, in %.3g seconds, after a pause of %.3g",
                f->files->count, f->took, pause);
    return f->follow->action ? action_start(f->follow->action) : NULL;
}

/* The timeout of poll in milliseconds: until news may be written, a folder is quiet, or the action
 * may have ended; -1 (none) without any. */
static int patience(const struct follower *f)
{
    double now = seconds_now(), wait = settling_wait(&f->candidates.settling, now);
    if (is_acting(f))
        wait = fmin(wait, ACTION_LOOK_MS / 1e3);
    else if (has_news(f))
        wait = fmin(wait, due(f) - now);
    return isinf(wait) ? -1 : (int)fmin(fmax(ceil(1000 * wait), 0), INT_MAX);
}

static struct error *wait_for_files(struct follower *f, const struct ending *ending)
{
    struct error *err;
    struct pollfd fds[] = {{.fd = f->watch.fd, .events = POLLIN},
                           {.fd = ending->fd, .events = POLLIN}};
    const struct watch_events events = {f,    made,    written, growing,  arrived,
                                        gone, stirred, lost,    is_enough};
    report_line(f->report, REPORT_DETAIL, "watching %s", f->follow->dir);
    TRY(take_all(f, f->follow->dir));
    while (!is_enough(f)) {
        int ready = poll(fds, 2, patience(f));
        if (ready < 0 && errno != EINTR) {
            err = error_new("%s: cannot wait for files: %s", f->follow->dir, strerror(errno));
            goto out;
        }
        bool ended = ready > 0 && fds[1].revents; /* by a signal; what came before it counts */
        if (ready > 0)
            TRY(watch_read(&f->watch, &events));
        TRY(candidates_settle(&f->candidates, ended ? INFINITY : seconds_now()));
        if (ended)
            break;
        if (!is_enough(f))
            TRY(write_news(f));
    }
out:
    return err;
}

/* ---- the end ---- */

static void note_refused(const struct follower *f)
{
    if (f->candidates.refused.count)
        report_line(
            f->report, REPORT_NOTE,
            "%s: %zu files or folders do not open as checkpoints and are left out, first: %s",
            f->follow->dir, f->candidates.refused.count, f->candidates.reasons.at[0]);
}

static struct error *hand_over(const struct follower *f)
{
    if (f->candidates.taken.count == 0)
        return error_new("%s: no snapshots: no complete checkpoint was there, and none has come: "
                         "name the directory that training writes to",
                         f->follow->dir);
    return list_files(f);
}

struct error *follow_directory(const struct follow *follow, const struct checkpoint_hints *hints,
                               struct strlist *files, struct report *report)
{
    struct error *err;
    struct ending ending;
    struct follower f = {.follow = follow,
                         .report = report,
                         .watch = {.fd = -1},
                         .candidates = {.dir = follow->dir,
                                        .hints = hints,
                                        .report = report,
                                        .until = follow->until},
                         .files = files,
                         .given = files->count};
    err = ending_open(&ending);
    if (err)
        return err;
    TRY(watch_open(&f.watch, follow->dir)); /* before reading it, so that no file is missed */
    TRY(wait_for_files(&f, &ending));
    note_refused(&f);
    TRY(hand_over(&f));
out:
    if (follow->action)
        action_stop(follow->action);
    ending_close(&ending);
    watch_close(&f.watch);
    candidates_free(&f.candidates);
    error_free(f.fault);
    return err;
}
