/* A private directory for files that other programs read, and a process group for these programs.
 * The guard, a process that waits for its parent's end, removes both, however the parent ends. (A
 * parent that is ended by kill -9 cannot do so itself.) */
#ifndef PHATE_EVALUATION_GUARD_H
#define PHATE_EVALUATION_GUARD_H

#include "base/error.h"

#include <sys/types.h>

struct guard {
    char *dir;   /* under $TMPDIR, or /tmp; its path has no newline */
    int folder;  /* this directory, held open */
    pid_t group; /* the programs' process group; the guard is in it */
    int pipe;    /* the guard waits until this end is closed */
};

/* Fails if the directory cannot be made, or the guard cannot be started. On failure nothing is
 * owed. */
struct error *guard_start(struct guard *g) MUST_CHECK;

/* Fails if the directory is no longer at its path: a snapshot would be written elsewhere. */
struct error *guard_check(const struct guard *g) MUST_CHECK;

/* Ends the programs that are left in the group, removes the directory with all that is in it, and
 * returns when this is done. Accepts all zero. */
void guard_end(struct guard *g);

#endif
