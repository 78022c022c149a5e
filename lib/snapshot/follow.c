#include "snapshot/follow.h"

#include "base/clock.h"
#include "base/path.h"
#include "checkpoint/format/open.h"
#include "snapshot/directory.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct follower {
    const struct follow *follow;
    const struct checkpoint_hints *hints;
    struct report *report;
    int inotify;
    struct strlist *files;  /* the caller's */
    size_t given;           /* how many the caller had put in it */
    struct strlist taken;   /* paths */
    struct strlist refused; /* paths of files that did not open */
    struct strlist reasons; /* parallel to refused */
    bool changed;           /* since the last writing */
    double due;             /* when the files may be written again, by seconds_now */
    struct error *fault;    /* the last one reported, so that it is not reported again */
};

/* ---- the signals that end the wait ---- */

enum { ENDING = 2 };
static const int ending[ENDING] = {SIGINT, SIGTERM};

/* Global because a signal handler gets no argument of ours. */
static volatile int wake_fd = -1;

static void wake(int signal_number)
{
    (void)signal_number;
    int saved = errno;
    uint64_t one = 1;
    if (write(wake_fd, &one, sizeof one) < 0)
        wake_fd = -1; /* an eventfd that is written to once cannot be full */
    errno = saved;
}

static struct error *signals_catch(struct sigaction before[ENDING])
{
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd < 0)
        return error_new("cannot wait for signals: %s", strerror(errno));
    for (size_t i = 0; i < ENDING; i++) {
        struct sigaction action = {.sa_handler = wake, .sa_flags = SA_RESTART};
        sigaction(ending[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(ending[i], &action, NULL);
    }
    return NULL;
}

static void signals_restore(const struct sigaction before[ENDING])
{
    for (size_t i = 0; i < ENDING; i++)
        sigaction(ending[i], &before[i], NULL);
    close(wake_fd);
    wake_fd = -1;
}

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

/* Examines a file that may be complete now. */
static struct error *consider(struct follower *f, const char *name)
{
    struct error *err = NULL;
    struct stat status;
    struct checkpoint c;
    if (is_on_its_way(name))
        return NULL;
    char *path = path_of(f, name);
    if (!path)
        return error_memory("a file name");
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
        goto out;
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

static struct error *forget(struct follower *f, const char *name)
{
    char *path = path_of(f, name);
    if (!path)
        return error_memory("a file name");
    forget_taken(f, path);
    forget_refused(f, path);
    free(path);
    return NULL;
}

static bool is_enough(const struct follower *f)
{
    return f->follow->until && f->taken.count >= f->follow->until;
}

/* Examines all files in the directory. */
static struct error *consider_all(struct follower *f)
{
    struct error *err;
    struct strlist names = {0};
    TRY(directory_list(f->follow->dir, &names));
    for (size_t i = 0; i < names.count && !is_enough(f); i++)
        TRY(consider(f, names.at[i]));
out:
    strlist_free(&names);
    return err;
}

/* ---- events ---- */

static struct error *watch(struct follower *f)
{
    const uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                            IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    f->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (f->inotify < 0 || inotify_add_watch(f->inotify, f->follow->dir, events) < 0)
        return error_new("%s: cannot watch: %s: name a directory that training writes to",
                         f->follow->dir, strerror(errno));
    return NULL;
}

static struct error *handle(struct follower *f, const struct inotify_event *event)
{
    if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED))
        return error_new("%s: the directory is gone: it was moved or deleted while its snapshots "
                         "were awaited: name another",
                         f->follow->dir);
    if (event->mask & IN_Q_OVERFLOW)
        return consider_all(f);
    if (event->len == 0)
        return NULL;
    if (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO))
        return consider(f, event->name);
    return forget(f, event->name);
}

/* Handles all waiting events, or those up to the last file wanted. */
static struct error *handle_events(struct follower *f)
{
    struct error *err = NULL;
    _Alignas(struct inotify_event) char events[1 << 14];
    ssize_t length;
    while (!is_enough(f) && (length = read(f->inotify, events, sizeof events)) > 0)
        for (char *at = events; at < events + length && !is_enough(f);) {
            const struct inotify_event *event = (const void *)at;
            TRY(handle(f, event));
            at += sizeof *event + event->len;
        }
out:
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

static struct error *write_news(struct follower *f)
{
    double start = seconds_now();
    if (!has_news(f) || start < f->due)
        return NULL;
    struct error *err = list_files(f);
    if (err)
        return err;
    struct error *fault = f->follow->write_so_far(f->follow->context);
    double end = seconds_now();
    f->changed = false;
    f->due = end + follow_pause(end - start);
    if (fault)
        tell_fault(f, fault);
    else
        report_line(f->report, REPORT_DETAIL, "%zu snapshots are written, in %.3g seconds",
                    f->files->count, end - start);
    return NULL;
}

/* The timeout of poll in milliseconds: until news may be written; -1 (none) without news. */
static int patience(const struct follower *f)
{
    if (!has_news(f))
        return -1;
    return (int)fmin(fmax(ceil(1000 * (f->due - seconds_now())), 0), INT_MAX);
}

static struct error *wait_for_files(struct follower *f)
{
    struct error *err;
    struct pollfd fds[] = {{.fd = f->inotify, .events = POLLIN}, {.fd = wake_fd, .events = POLLIN}};
    report_line(f->report, REPORT_DETAIL, "watching %s", f->follow->dir);
    TRY(consider_all(f));
    while (!is_enough(f)) {
        int ready = poll(fds, 2, patience(f));
        if (ready < 0 && errno != EINTR) {
            err = error_new("%s: cannot wait for files: %s", f->follow->dir, strerror(errno));
            goto out;
        }
        if (ready > 0) {
            TRY(handle_events(f));
            if (fds[1].revents) /* a signal; files that came before it have been handled */
                break;
        }
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
        report_line(f->report, REPORT_NOTE,
                    "%s: %zu files do not open as checkpoints and are left out, first: %s",
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
    struct follower f = {.follow = follow,
                         .hints = hints,
                         .report = report,
                         .inotify = -1,
                         .files = files,
                         .given = files->count};
    struct sigaction before[ENDING];
    err = signals_catch(before);
    if (err)
        return err;
    TRY(watch(&f)); /* before reading the directory, so that no file is missed */
    TRY(wait_for_files(&f));
    note_refused(&f);
    TRY(hand_over(&f));
out:
    signals_restore(before);
    if (f.inotify >= 0)
        close(f.inotify);
    strlist_free(&f.taken);
    strlist_free(&f.refused);
    strlist_free(&f.reasons);
    error_free(f.fault);
    return err;
}
