/* A cursor: what stays open of a checkpoint between two readings. Files are opened when they are
 * first read from; a format's own state (a stream that inflates) is made likewise. One thread at a
 * time uses a cursor. */
#ifndef PHATE_CHECKPOINT_CURSOR_H
#define PHATE_CHECKPOINT_CURSOR_H

#include "checkpoint/checkpoint.h"

struct cursor {
    const struct checkpoint *checkpoint; /* outlives the cursor */
    int *fds;                            /* one a file, -1: not open */
    void *state;                         /* the format's own, or NULL */
};

/* Opens no file yet. On failure nothing is owed. */
struct error *cursor_open(struct cursor *cursor, const struct checkpoint *c) MUST_CHECK;
void cursor_close(struct cursor *cursor); /* all zero is allowed */

/* Gives back all descriptors; what is read next opens its files again. */
void cursor_suspend(struct cursor *cursor);

/* Opens a file of the checkpoint, cursor->fds[file], unless it is open. The error names it. */
struct error *cursor_file(struct cursor *cursor, size_t file) MUST_CHECK;

/* Fails where one of the files has changed since it was described. */
struct error *cursor_check_unchanged(const struct cursor *cursor) MUST_CHECK;

#endif
