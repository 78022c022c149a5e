/* What happens in a directory, and in those of its folders that are watched too, by inotify. */
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
    size_t count;
};

struct watch_events {
    void *context;
    struct error *(*written)(void *context, const char *name); /* or moved in, or a new folder */
    struct error *(*gone)(void *context, const char *name);    /* deleted, or moved away */
    struct error *(*stirred)(void *context, const char *name); /* something happened in a folder */
    struct error *(*lost)(void *context);                      /* more happened than is known */
    bool (*is_enough)(void *context);                          /* no more is wanted */
};

/* `dir` outlives the watch. watch_close must be called even on failure. */
struct error *watch_open(struct watch *w, const char *dir) MUST_CHECK;
void watch_close(struct watch *w);

/* Watches a folder of the directory, too, unless it is watched, or gone, or may not be read; and
 * the folders in it, in one of which a checkpoint may have its files. */
struct error *watch_folder(struct watch *w, const char *name) MUST_CHECK;

/* Calls a function for each thing that has happened, without waiting. A folder that is gone is not
 * watched any longer. Fails if the directory itself is gone. */
struct error *watch_read(struct watch *w, const struct watch_events *events) MUST_CHECK;

#endif
