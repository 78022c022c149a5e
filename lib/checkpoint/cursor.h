/* A cursor: what stays open of a checkpoint between two readings. Files are opened when they are
 * first read; a format's own state (a stream that inflates) is also made at the first reading. Only
 * one thread at a time may use a cursor. */
#ifndef PHATE_CHECKPOINT_CURSOR_H
#define PHATE_CHECKPOINT_CURSOR_H

#include "checkpoint/checkpoint.h"

struct cursor {
    const struct checkpoint *checkpoint; /* outlives the cursor */
    int *fds;                            /* one per file; -1: not open */
    void *state;                         /* the format's own, or NULL */
};

/* Opens no file yet. On failure nothing is owed. */
struct error *cursor_open(struct cursor *cursor, const struct checkpoint *c) MUST_CHECK;
void cursor_close(struct cursor *cursor); /* accepts all zero */

/* Closes all descriptors; the next reading opens its files again. */
void cursor_suspend(struct cursor *cursor);

/* Opens a file of the checkpoint, cursor->fds[file], unless it is open. Errors name the file. */
struct error *cursor_file(struct cursor *cursor, size_t file) MUST_CHECK;

/* Fails if one of the files has changed since it was described. */
struct error *cursor_check_unchanged(const struct cursor *cursor) MUST_CHECK;

#endif
