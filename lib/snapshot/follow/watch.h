/* What happens in a directory and the folders in it, at any depth, by inotify. */
#ifndef PHATE_SNAPSHOT_FOLLOW_WATCH_H
#define PHATE_SNAPSHOT_FOLLOW_WATCH_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct watch {
    const char *dir;
    int fd; /* readable when something has happened */
    int wd; /* inotify's number for the directory */
    struct watched_folder *folders;
    size_t count, room;
};

/* Paths are "DIR/SUB/NAME", of the directory as it was named. */
struct watch_events {
    void *context;
    struct error *(*made)(void *context, const char *path);    /* a file, or a link to one */
    struct error *(*written)(void *context, const char *path); /* a file, or it was moved in */
    struct error *(*growing)(void *context, const char *path); /* a file is being written */
    struct error *(*arrived)(void *context, const char *path); /* a folder, which is not watched */
    struct error *(*gone)(void *context, const char *path);    /* deleted, or moved away */
    struct error *(*stirred)(void *context, const char *path); /* something happened in a folder */
    struct error *(*lost)(void *context);                      /* more happened than is known */
    bool (*is_enough)(void *context);                          /* no more is wanted */
};

/* `dir` outlives the watch. watch_close must be called even on failure. */
struct error *watch_open(struct watch *w, const char *dir) MUST_CHECK;
void watch_close(struct watch *w);

/* Watches a folder of the tree, too, without those in it, unless it is gone or may not be read.
 * Fails where the system allows no more watches. */
struct error *watch_folder(struct watch *w, const char *path) MUST_CHECK;

/* Calls a function for each thing that has happened, without waiting. A folder that is gone, and
 * those in it, are not watched any longer. Fails if the directory itself is gone. */
struct error *watch_read(struct watch *w, const struct watch_events *events) MUST_CHECK;

#endif
