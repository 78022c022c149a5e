/* Which files and folders of a tree that grows are checkpoints. In the directory itself each file
 * counts that opens as one. A folder is one checkpoint, or holds several, as the names in it say
 * (guess/network_folder.h); it is one only if no folder in it holds one. */
#ifndef PHATE_SNAPSHOT_FOLLOW_CANDIDATES_H
#define PHATE_SNAPSHOT_FOLLOW_CANDIDATES_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "checkpoint/checkpoint.h"
#include "snapshot/follow/settling.h"

#include <stdbool.h>
#include <stddef.h>

/* Lists of paths "DIR/SUB/NAME". */
struct candidates {
    const char *dir;
    const struct checkpoint_hints *hints;
    struct report *report;
    size_t until;             /* so many are enough; 0: no number is */
    struct strlist taken;     /* checkpoints, in the order in which they came */
    struct strlist refused;   /* what did not open */
    struct strlist reasons;   /* parallel to refused */
    struct strlist held;      /* folders whose files wait until they are quiet */
    struct settling settling; /* folders in which something has happened */
    bool changed;             /* what is taken, or a file of it; set to false by the caller */
};

void candidates_free(struct candidates *c); /* accepts all zero but for the caller's */
bool candidates_are_enough(const struct candidates *c);

/* Whether a name is hidden, or that of an unfinished file or folder, which does not count. */
bool candidates_pass_over(const char *name);

/* A file is there, and whole if it opens: a checkpoint, or a log of sketches
 * (sketch/sketch_log.h) with a whole record. */
struct error *candidates_add(struct candidates *c, const char *path) MUST_CHECK;

/* A file has come to be; it counts if it is whole at once, as a link to a file is. Else it is being
 * written, and added when it is closed. */
struct error *candidates_make(struct candidates *c, const char *path) MUST_CHECK;

/* A file is written to, and may be so for ever: a log has grown. */
struct error *candidates_grow(struct candidates *c, const char *path) MUST_CHECK;

/* The same as candidates_add of a file in a folder that is known to be loose, or in the directory
 * itself. */
struct error *candidates_add_loose(struct candidates *c, const char *path) MUST_CHECK;

/* Whether the files in a folder count by themselves, as far as is known now. Where they do not,
 * they are looked at again when the folder is quiet. */
struct error *candidates_are_loose(struct candidates *c, const char *folder,
                                   bool *loose) MUST_CHECK;

/* Something has happened in a folder of the tree, or it has come. */
struct error *candidates_stir(struct candidates *c, const char *folder) MUST_CHECK;

/* Looks at the folders that are quiet by that time. */
struct error *candidates_settle(struct candidates *c, double time) MUST_CHECK;

/* A file or folder is gone. */
void candidates_forget(struct candidates *c, const char *path);

/* Forgets what is there no longer, where nobody has told. */
void candidates_forget_gone(struct candidates *c);

#endif
