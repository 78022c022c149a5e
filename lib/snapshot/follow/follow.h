/* Waits for the checkpoints of running trainings: the files that appear in a directory and in its
 * folders, at any depth (candidates.h), each taken when it is complete. A file is examined if it is
 * there at the start, when it is made (a link to a file may be whole at once), when a program that
 * wrote to it closes it, and when it is moved in. It is taken if it then opens as a checkpoint: all
 * formats recognise a file that is cut short. A folder is examined when nothing has happened in it
 * for a while (settling.h), since what is written last may be the losses of the step. */
#ifndef PHATE_SNAPSHOT_FOLLOW_FOLLOW_H
#define PHATE_SNAPSHOT_FOLLOW_FOLLOW_H

#include "base/report.h"
#include "checkpoint/checkpoint.h"
#include "snapshot/follow/action.h"

struct follow {
    const char *dir;
    size_t until; /* ends with this many files; 0: only a signal ends it */
    /* Called during the wait, when files have come, gone or changed: writes the current `files` of
     * follow_directory. NULL: nothing is written before the end. */
    struct error *(*write_so_far)(void *context);
    void *context;
    struct action *action; /* is run after each of these writings; NULL: nothing is */
};

/* How many seconds to wait after a writing that took `took` seconds. Each writing writes all files,
 * however few are new; this pause limits writing to a tenth of the time. */
static inline double follow_pause(double took)
{
    return 9 * took;
}

/* Appends "DIR/SUB/NAME" of each file to `files`: files that are there at the start by their
 * time of last modification, then by name; later files as they come. Files that are deleted or
 * moved away before the end are removed again. Symbolic links and unfinished files are skipped;
 * an unfinished file's name begins with a dot or ends in '~', ".tmp", ".temp" or ".part".
 *
 * A failure to write before the end is reported as a warning, and writing is tried again when a
 * file comes. While the action runs nothing is written; at the end it is stopped, for the caller
 * writes once more, and calls action_finish.
 *
 * Ends with `until` files, or successfully on SIGINT or SIGTERM (unless the process ignores them),
 * whose handlers it replaces in the meantime. At the end a note reports the files that did not
 * open. Fails if the directory cannot be watched or disappears, if the
 * system allows no more watches, and if no file has come. */
struct error *follow_directory(const struct follow *follow, const struct checkpoint_hints *hints,
                               struct strlist *files, struct report *report) MUST_CHECK;

#endif
