#include "snapshot/follow/follow.h"

#include "base/clock.h"
#include "base/file/path.h"
#include "checkpoint/format/open.h"
#include "snapshot/follow/directory.h"
#include "snapshot/follow/ending.h"
#include "snapshot/follow/settling.h"
#include "snapshot/follow/watch.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct follower {
    const struct follow *follow;
    const struct checkpoint_hints *hints;
    struct report *report;
    struct watch watch;
    struct settling settling; /* folders that are being written */
    struct strlist *files;    /* the caller's */
    size_t given;             /* how many the caller had put in it */
    struct strlist taken;     /* paths */
    struct strlist refused;   /* paths of files that did not open */
    struct strlist reasons;   /* parallel to refused */
    bool changed;             /* since the last writing */
    double written, took;     /* when the last writing ended, by seconds_now; its time; or 0 */
    struct error *fault;      /* the last one reported, so that it is not reported again */
};

/* ---- files ---- */

/* Whether the name is that of an unfinished file. */
static bool is_on_its_way(const char *name)
{
    static const char *const ends[] = {"~", ".tmp", ".temp", ".part"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (path_ends_in(name, ends[i]))
            return true;
    return name[0] == '.';
}

/* The path of a file in the directory. The caller frees it; NULL if memory is short. */
static char *path_of(const struct follower *f, const char *name)
{
    char *path;
    const char *slash = path_ends_in(f->follow->dir, "/") ? "" : "/";
    return asprintf(&path, "%s%s%s", f->follow->dir, slash, name) < 0 ? NULL : path;
}

static void forget_taken(struct follower *f, const char *path)
{
    size_t i = strlist_find(&f->taken, path);
    if (i == (size_t)-1)
        return;
    strlist_remove(&f->taken, i);
    f->changed = true;
}

static void forget_refused(struct follower *f, const char *path)
{
    size_t i = strlist_find(&f->refused, path);
    if (i == (size_t)-1)
        return;
    strlist_remove(&f->refused, i);
    strlist_remove(&f->reasons, i);
}

/* Notes that a file did not open. Takes over `why`. */
static struct error *refuse(struct follower *f, const char *path, struct error *why)
{
    struct error *err;
    TRY(strlist_add(&f->refused, path, strlen(path)));
    TRY(strlist_add(&f->reasons, error_text(why), strlen(error_text(why))));
out:
    error_free(why);
    return err;
}

static struct error *take(struct follower *f, const char *path)
{
    struct error *err;
    f->changed = true;
    if (strlist_find(&f->taken, path) != (size_t)-1)
        return NULL; /* written again: it keeps its place */
    TRY(strlist_add(&f->taken, path, strlen(path)));
    report_line(f->report, REPORT_DETAIL, "%zu: %s", f->taken.count, path);
    if (f->follow->until)
        report_progress(f->report, "waiting for snapshots",
                        (double)f->taken.count / (double)f->follow->until);
out:
    return err;
}

/* Examines a file or folder that may be complete now. */
static struct error *examine(struct follower *f, const char *name)
{
    struct error *err = NULL;
    struct checkpoint c;
    char *path = path_of(f, name);
    if (!path)
        return error_memory("a file name");
    forget_refused(f, path);
    struct error *why = checkpoint_open(&c, path, f->hints);
    if (why) {
        forget_taken(f, path); /* it was complete, but has been written to since */
        err = refuse(f, path, why);
        goto out;
    }
    checkpoint_free(&c);
    TRY(take(f, path));
out:
    free(path);
    return err;
}

static struct error *stirred(void *follower, const char *name)
{
    struct follower *f = follower;
    return settling_touch(&f->settling, name, seconds_now());
}

/* Something of that name is there: a file is whole, a folder is watched until it is. */
static struct error *notice(void *follower, const char *name)
{
    struct error *err = NULL;
    struct follower *f = follower;
    struct stat status;
    if (is_on_its_way(name))
        return NULL;
    char *path = path_of(f, name);
    if (!path)
        return error_memory("a file name");
    bool is_there = lstat(path, &status) == 0;
    free(path);
    if (is_there && S_ISREG(status.st_mode))
        return examine(f, name);
    if (is_there && S_ISDIR(status.st_mode)) {
        TRY(watch_folder(&f->watch, name));
        TRY(stirred(f, name));
    }
out:
    return err;
}

static struct error *forget(void *follower, const char *name)
{
    struct follower *f = follower;
    char *path = path_of(f, name);
    if (!path)
        return error_memory("a file name");
    settling_forget(&f->settling, name);
    forget_taken(f, path);
    forget_refused(f, path);
    free(path);
    return NULL;
}

static bool is_enough(void *follower)
{
    const struct follower *f = follower;
    return f->follow->until && f->taken.count >= f->follow->until;
}

/* Notices all that is in the directory. */
static struct error *notice_all(void *follower)
{
    struct error *err;
    struct follower *f = follower;
    struct strlist names = {0};
    TRY(directory_list(f->follow->dir, &names));
    for (size_t i = 0; i < names.count && !is_enough(f); i++)
        TRY(notice(f, names.at[i]));
out:
    strlist_free(&names);
    return err;
}

/* Examines the folders that are quiet by that time. */
static struct error *examine_settled(struct follower *f, double time)
{
    struct error *err = NULL;
    char *name;
    while (!err && !is_enough(f) && (name = settling_take(&f->settling, time))) {
        err = examine(f, name);
        free(name);
    }
    return err;
}

/* ---- writing during the wait ---- */

static struct error *list_files(const struct follower *f)
{
    struct error *err = NULL;
    while (f->files->count > f->given)
        strlist_remove(f->files, f->files->count - 1);
    for (size_t i = 0; i < f->taken.count; i++)
        TRY(strlist_add(f->files, f->taken.at[i], strlen(f->taken.at[i])));
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
    return f->follow->write_so_far && f->changed && f->taken.count > 0;
}

/* When the files may be written again. */
static double due(const struct follower *f)
{
    return f->written + follow_pause(f->took);
}

static struct error *write_news(struct follower *f)
{
    double start = seconds_now(), pause = f->written > 0 ? start - f->written : 0;
    if (!has_news(f) || start < due(f))
        return NULL;
    struct error *err = list_files(f);
    if (err)
        return err;
    struct error *fault = f->follow->write_so_far(f->follow->context);
    f->changed = false;
    f->written = seconds_now();
    f->took = f->written - start;
    if (fault)
        tell_fault(f, fault);
    else
        report_line(f->report, REPORT_DETAIL,
                    "%zu snapshots are written, in %.3g seconds, after a pause of %.3g",
                    f->files->count, f->took, pause);
    return NULL;
}

/* The timeout of poll in milliseconds: until news may be written, or a folder is quiet; -1 (none)
 * without either. */
static int patience(const struct follower *f)
{
    double now = seconds_now(), wait = settling_wait(&f->settling, now);
    if (has_news(f))
        wait = fmin(wait, due(f) - now);
    return isinf(wait) ? -1 : (int)fmin(fmax(ceil(1000 * wait), 0), INT_MAX);
}

static struct error *wait_for_files(struct follower *f, const struct ending *ending)
{
    struct error *err;
    struct pollfd fds[] = {{.fd = f->watch.fd, .events = POLLIN},
                           {.fd = ending->fd, .events = POLLIN}};
    const struct watch_events events = {f, notice, forget, stirred, notice_all, is_enough};
    report_line(f->report, REPORT_DETAIL, "watching %s", f->follow->dir);
    TRY(notice_all(f));
    while (!is_enough(f)) {
        int ready = poll(fds, 2, patience(f));
        if (ready < 0 && errno != EINTR) {
            err = error_new("%s: cannot wait for files: %s", f->follow->dir, strerror(errno));
            goto out;
        }
        bool ended = ready > 0 && fds[1].revents; /* by a signal; what came before it counts */
        if (ready > 0)
            TRY(watch_read(&f->watch, &events));
        TRY(examine_settled(f, ended ? INFINITY : seconds_now()));
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
    if (f->refused.count)
        report_line(
            f->report, REPORT_NOTE,
            "%s: %zu files or folders do not open as checkpoints and are left out, first: %s",
            f->follow->dir, f->refused.count, f->reasons.at[0]);
}

static struct error *hand_over(const struct follower *f)
{
    if (f->taken.count == 0)
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
                         .hints = hints,
                         .report = report,
                         .watch = {.fd = -1},
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
    ending_close(&ending);
    watch_close(&f.watch);
    settling_free(&f.settling);
    strlist_free(&f.taken);
    strlist_free(&f.refused);
    strlist_free(&f.reasons);
    error_free(f.fault);
    return err;
}
