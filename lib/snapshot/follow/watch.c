#include "snapshot/follow/watch.h"

#include "base/array.h"
#include "snapshot/follow/tree.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/types.h>
#include <unistd.h>

struct watched_folder {
    int wd;
    char *path;
};

enum {
    IN_ENTRIES = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE,
    IN_FOLDER = IN_ENTRIES | IN_ONLYDIR | IN_DONT_FOLLOW,
    IN_DIRECTORY = IN_ENTRIES | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
};

/* ---- the system's limits ---- */

static const char LIMITS[] = "/proc/sys/fs/inotify/";

/* A limit of the system in words; empty if it is not known. */
static void print_limit(const char *name, char text[64])
{
    char path[64];
    long limit;
    snprintf(path, sizeof path, "%s%s", LIMITS, name);
    FILE *f = fopen(path, "r");
    text[0] = '\0';
    if (f && fscanf(f, "%ld", &limit) == 1)
        snprintf(text, 64, " (%ld)", limit);
    if (f)
        fclose(f);
}

/* The error of the last call of inotify; `path` cannot be watched. */
static struct error *error_watching(const struct watch *w, const char *path)
{
    char limit[64];
    int code = errno;
    bool instances = code == EMFILE;
    const char *name = instances ? "max_user_instances" : "max_user_watches";
    if (!instances && code != ENOSPC)
        return error_new("%s: cannot watch: %s: name a directory that training writes to", path,
                         strerror(code));
    print_limit(name, limit);
    return error_new("%s: cannot watch more than %zu folders: the user's limit in %s%s%s is "
                     "reached: raise it, or name a smaller directory",
                     path, w->count, LIMITS, name, limit);
}

/* ---- the folders ---- */

struct error *watch_open(struct watch *w, const char *dir)
{
    *w = (struct watch){.dir = dir, .wd = -1, .fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    if (w->fd >= 0)
        w->wd = inotify_add_watch(w->fd, dir, IN_DIRECTORY);
    return w->wd < 0 ? error_watching(w, dir) : NULL;
}

void watch_close(struct watch *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->folders[i].path);
    free(w->folders);
    if (w->fd >= 0)
        close(w->fd);
    *w = (struct watch){.fd = -1};
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
    free(folder->path);
    *folder = w->folders[--w->count];
}

/* A folder that was moved within the tree has its number still. */
static struct error *add_folder(struct watch *w, const char *path, int wd)
{
    struct watched_folder *known = find_number(w, wd);
    if (known)
        remove_folder(w, known);
    struct watched_folder *folders = array_grown(w->folders, &w->room, w->count, sizeof *folders);
    if (!folders)
        return error_memory("a list of folders");
    w->folders = folders;
    folders[w->count] = (struct watched_folder){wd, strdup(path)};
    if (!folders[w->count].path)
        return error_memory("a list of folders");
    w->count++;
    return NULL;
}

struct error *watch_folder(struct watch *w, const char *path)
{
    if (strcmp(path, w->dir) == 0)
        return NULL;
    int wd = inotify_add_watch(w->fd, path, IN_FOLDER);
    if (wd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
        return NULL;
    return wd < 0 ? error_watching(w, path) : add_folder(w, path, wd);
}

/* Watches a folder, and those in it, no longer. */
static void forget_folder(struct watch *w, const char *path)
{
    size_t length = strlen(path);
    for (size_t i = w->count; i-- > 0;) {
        struct watched_folder *folder = &w->folders[i];
        if (strncmp(folder->path, path, length) != 0 ||
            (folder->path[length] != '/' && folder->path[length] != '\0'))
            continue;
        inotify_rm_watch(w->fd, folder->wd);
        remove_folder(w, folder);
    }
}

/* ---- events ---- */

static struct error *handle_path(struct watch *w, uint32_t mask, const char *path,
                                 const struct watch_events *events)
{
    if (mask & (IN_MOVED_FROM | IN_DELETE)) {
        forget_folder(w, path);
        return events->gone(events->context, path);
    }
    if (mask & IN_ISDIR)
        return mask & (IN_CREATE | IN_MOVED_TO) ? events->arrived(events->context, path) : NULL;
    if (mask & IN_MODIFY)
        return events->growing(events->context, path);
    return mask & IN_CREATE ? events->made(events->context, path)
                            : events->written(events->context, path);
}

static struct error *handle_name(struct watch *w, const struct inotify_event *event,
                                 const char *folder, const struct watch_events *events)
{
    char *path = tree_path(folder, event->name);
    if (!path)
        return error_memory("a file name");
    struct error *err = handle_path(w, event->mask, path, events);
    free(path);
    return err;
}

/* Something happened in a folder that is watched. */
static struct error *handle_folder(struct watch *w, struct watched_folder *folder,
                                   const struct inotify_event *event,
                                   const struct watch_events *events)
{
    struct error *err;
    char *path = strdup(folder->path); /* the list may move */
    if (!path)
        return error_memory("a file name");
    if (event->mask & IN_IGNORED)
        remove_folder(w, folder);
    TRY(events->stirred(events->context, path));
    if (event->len)
        TRY(handle_name(w, event, path, events));
out:
    free(path);
    return err;
}

static struct error *handle(struct watch *w, const struct inotify_event *event,
                            const struct watch_events *events)
{
    if (event->mask & IN_Q_OVERFLOW)
        return events->lost(events->context);
    struct watched_folder *folder = find_number(w, event->wd);
    if (folder)
        return handle_folder(w, folder, event, events);
    if (event->wd != w->wd) /* of a folder that was watched */
        return NULL;
    if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED))
        return error_new("%s: the directory is gone: it was moved or deleted while its snapshots "
                         "were awaited: name another",
                         w->dir);
    return event->len ? handle_name(w, event, w->dir, events) : NULL;
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
