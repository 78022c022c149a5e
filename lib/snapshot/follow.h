/* Waits for the checkpoints of a training that is under way: the files that appear in a directory,
 * each taken when it is whole. A file is looked at when it is there at the start, when a program
 * that wrote to it closes it, and when it is moved in; it is taken if it then opens as a
 * checkpoint, whose formats all tell a file that is cut short. */
#ifndef PHATE_SNAPSHOT_FOLLOW_H
#define PHATE_SNAPSHOT_FOLLOW_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"

struct follow {
    const char *dir;
    size_t until; /* ends with so many files; 0: only with a signal */
    /* Called while more are waited for, when files have come, gone or changed: writes what `files`
     * of follow_directory are by then. NULL: nothing is to be written before the end. */
    struct error *(*write_so_far)(void *context);
    void *context;
};

/* How long to wait after a writing that took so many seconds. Each writing is of all files, however
 * few have come: so no more than a tenth of the time goes into it. */
static inline double follow_pause(double took)
{
    return 9 * took;
}

/* Appends "DIR/NAME" of each file to `files`: those there at the start by their time of last
 * modification, then by name; the others as they come. Files that are deleted or moved away before
 * the end are left out again. Passed over are subdirectories, symbolic links, and names of files
 * that are no more than on their way: that begin with a dot or end in '~', ".tmp", ".temp" or
 * ".part".
 *
 * What cannot be written before the end is told of in a warning, and tried again when a file comes.
 *
 * Ends with `until` files or, as if all had come, with SIGINT or SIGTERM (unless the process
 * ignores them), whose handlers are its own in the meantime. Files that did not open are told of in
 * a note then. Fails where the directory cannot be watched or goes away, and where no file has
 * come. */
struct error *follow_directory(const struct follow *follow, const struct checkpoint_hints *hints,
                               struct strlist *files, struct report *report) MUST_CHECK;

#endif
