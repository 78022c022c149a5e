#include "snapshot/follow/watch.h"

#include "base/text/strlist.h"
#include "snapshot/follow/directory.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/types.h>
#include <unistd.h>

/* A folder of the directory, or a folder in that. */
struct watched_folder {
    int wd;
    char *name; /* of the folder of the directory */
    bool is_inner;
};

enum {
    IN_DIRECTORY = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                   IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR,
    IN_FOLDER = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                IN_ONLYDIR | IN_DONT_FOLLOW
};

struct error *watch_open(struct watch *w, const char *dir)
{
    *w = (struct watch){.dir = dir, .fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    w->wd = w->fd < 0 ? -1 : inotify_add_watch(w->fd, dir, IN_DIRECTORY);
    if (w->wd < 0)
        return error_new("%s: cannot watch: %s: name a directory that training writes to", dir,
                         strerror(errno));
    return NULL;
}

void watch_close(struct watch *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->folders[i].name);
    free(w->folders);
    if (w->fd >= 0)
        close(w->fd);
    *w = (struct watch){.fd = -1};
}

static struct watched_folder *find_name(const struct watch *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->folders[i].name, name) == 0)
            return &w->folders[i];
    return NULL;
}

static struct watched_folder *find_number(const struct watch *w, int wd)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->folders[i].wd == wd)
            return &w->folders[i];
    return NULL;
}

static void remove_folder(struct watch *w, struct watched_folder *folder)
{
    free(folder->name);
    *folder = w->folders[--w->count];
}

static struct error *add_folder(struct watch *w, const char *name, bool is_inner, int wd)
{
    struct watched_folder *folders = reallocarray(w->folders, w->count + 1, sizeof *folders);
    if (!folders)
        return error_memory("a list of folders");
    w->folders = folders;
    folders[w->count] = (struct watched_folder){wd, strdup(name), is_inner};
    if (!folders[w->count].name)
        return error_memory("a list of folders");
    w->count++;
    return NULL;
}

/* Watches what is at a path, if it is a folder that may be read: `name`, or one in it. A folder
 * that was moved here from another one has its number still. */
static struct error *add_path(struct watch *w, const char *path, const char *name, bool is_inner)
{
    int wd = inotify_add_watch(w->fd, path, IN_FOLDER);
    if (wd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
        return NULL;
    if (wd < 0)
        return error_new("%s: cannot watch: %s: name a directory of fewer folders", path,
                         strerror(errno));
    struct watched_folder *known = find_number(w, wd);
    if (known)
        remove_folder(w, known);
    return add_folder(w, name, is_inner, wd);
}

/* Watches `inner` in a folder, if it is a folder and not hidden: ".." must not be taken for one. */
static struct error *add_inner(struct watch *w, const char *name, const char *inner)
{
    char *path;
    if (inner[0] == '.')
        return NULL;
    if (asprintf(&path, "%s/%s/%s", w->dir, name, inner) < 0)
        return error_memory("a file name");
    struct error *err = add_path(w, path, name, true);
    free(path);
    return err;
}

/* Watches the folders in a folder that is watched, so that none is missed. If it has gone in the
 * meantime, the directory's own watch will tell. */
static struct error *add_all_inner(struct watch *w, const char *path, const char *name)
{
    struct strlist names = {0};
    struct error *err = directory_list(path, &names);
    if (err && !error_is_of_memory(err)) {
        error_free(err);
        err = NULL;
    }
    for (size_t i = 0; i < names.count && !err; i++)
        err = add_inner(w, name, names.at[i]);
    strlist_free(&names);
    return err;
}

struct error *watch_folder(struct watch *w, const char *name)
{
    struct error *err;
    char *path;
    if (find_name(w, name))
        return NULL;
    if (asprintf(&path, "%s/%s", w->dir, name) < 0)
        return error_memory("a file name");
    TRY(add_path(w, path, name, false));
    if (find_name(w, name))
        TRY(add_all_inner(w, path, name));
out:
    free(path);
    return err;
}

static void forget_folder(struct watch *w, const char *name)
{
    for (struct watched_folder *folder; (folder = find_name(w, name));) {
        inotify_rm_watch(w->fd, folder->wd);
        remove_folder(w, folder);
    }
}

static struct error *add_new_inner(struct watch *w, const struct watched_folder *folder,
                                   const char *inner)
{
    char *name = strdup(folder->name); /* the list may move */
    struct error *err = name ? add_inner(w, name, inner) : error_memory("a file name");
    free(name);
    return err;
}

/* Something happened in a folder that is watched. */
static struct error *handle_folder(struct watch *w, const struct inotify_event *event,
                                   const struct watch_events *events)
{
    struct error *err = NULL;
    const struct watched_folder *folder = find_number(w, event->wd);
    if (event->mask & IN_ISDIR && event->mask & (IN_CREATE | IN_MOVED_TO) && !folder->is_inner)
        TRY(add_new_inner(w, folder, event->name));
    TRY(events->stirred(events->context, find_number(w, event->wd)->name));
    if (event->mask & IN_IGNORED)
        remove_folder(w, find_number(w, event->wd));
out:
    return err;
}

static struct error *handle_name(struct watch *w, const struct inotify_event *event,
                                 const struct watch_events *events)
{
    if (event->mask & (IN_MOVED_FROM | IN_DELETE)) {
        forget_folder(w, event->name);
        return events->gone(events->context, event->name);
    }
    if (event->mask & IN_CREATE && !(event->mask & IN_ISDIR))
        return NULL; /* a file is taken when it is closed */
    return events->written(events->context, event->name);
}

static struct error *handle(struct watch *w, const struct inotify_event *event,
                            const struct watch_events *events)
{
    if (event->mask & IN_Q_OVERFLOW)
        return events->lost(events->context);
    if (find_number(w, event->wd))
        return handle_folder(w, event, events);
    if (event->wd != w->wd) /* of a folder that was watched */
        return NULL;
    if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED))
        return error_new("%s: the directory is gone: it was moved or deleted while its snapshots "
                         "were awaited: name another",
                         w->dir);
    return event->len ? handle_name(w, event, events) : NULL;
}

struct error *watch_read(struct watch *w, const struct watch_events *events)
{
    struct error *err = NULL;
    _Alignas(struct inotify_event) char bytes[1 << 14];
    ssize_t length;
    while (!events->is_enough(events->context) && (length = read(w->fd, bytes, sizeof bytes)) > 0)
        for (char *at = bytes; at < bytes + length && !events->is_enough(events->context);) {
            const struct inotify_event *event = (const void *)at;
            TRY(handle(w, event, events));
            at += sizeof *event + event->len;
        }
out:
    return err;
}
