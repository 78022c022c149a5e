/* The entries of directories, in the order in which they were written. */
#ifndef PHATE_SNAPSHOT_FOLLOW_DIRECTORY_H
#define PHATE_SNAPSHOT_FOLLOW_DIRECTORY_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct directory_entry {
    char *path; /* "FOLDER/NAME" */
    struct timespec modified;
    bool is_file, is_folder; /* neither: a symbolic link, a pipe or the like */
};

struct directory_entries {
    struct directory_entry *at;
    size_t count, room;
};

/* Appends all entries of a directory, in any order; the caller frees them, also on failure. */
struct error *directory_list(const char *folder, struct directory_entries *entries) MUST_CHECK;

/* The oldest first; entries of the same age in natural order of their paths (a2 before a10). */
void directory_sort(struct directory_entries *entries);
void directory_free(struct directory_entries *entries);

#endif
