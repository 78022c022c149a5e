#include "snapshot/watch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/types.h>
#include <unistd.h>

struct watched_folder {
    int wd;
    char *name;
};

enum {
    IN_DIRECTORY = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                   IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR,
    IN_FOLDER = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                IN_ONLYDIR
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

static struct error *add_folder(struct watch *w, const char *name, int wd)
{
    struct watched_folder *folders = reallocarray(w->folders, w->count + 1, sizeof *folders);
    if (!folders)
        return error_memory("a list of folders");
    w->folders = folders;
    folders[w->count] = (struct watched_folder){wd, strdup(name)};
    if (!folders[w->count].name)
        return error_memory("a list of folders");
    w->count++;
    return NULL;
}

struct error *watch_folder(struct watch *w, const char *name)
{
    char *path;
    if (find_name(w, name))
        return NULL;
    if (asprintf(&path, "%s/%s", w->dir, name) < 0)
        return error_memory("a file name");
    int wd = inotify_add_watch(w->fd, path, IN_FOLDER);
    free(path);
    if (wd >= 0)
        return add_folder(w, name, wd);
    if (errno == ENOENT || errno == ENOTDIR)
        return NULL;
    return error_new("%s/%s: cannot watch: %s", w->dir, name, strerror(errno));
}

static struct error *handle_name(struct watch *w, const struct inotify_event *event,
                                 const struct watch_events *events)
{
    if (event->mask & (IN_MOVED_FROM | IN_DELETE)) {
        struct watched_folder *folder = find_name(w, event->name);
        if (folder) {
            inotify_rm_watch(w->fd, folder->wd);
            remove_folder(w, folder);
        }
        return events->gone(events->context, event->name);
    }
    if (event->mask & IN_CREATE && !(event->mask & IN_ISDIR))
        return NULL; /* a file is taken when it is closed */
    return events->written(events->context, event->name);
}

static struct error *handle(struct watch *w, const struct inotify_event *event,
                            const struct watch_events *events)
{
    const struct watched_folder *folder = find_number(w, event->wd);
    if (event->mask & IN_Q_OVERFLOW)
        return events->lost(events->context);
    if (folder)
        return events->stirred(events->context, folder->name);
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
