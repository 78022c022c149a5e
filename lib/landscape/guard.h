/* A private directory for files that other programs read, and a process group for these programs,
 * neither of which outlives the program that has them, however that ends: the guard, a process that
 * waits for this end, sees to it. (Of kill -9 nobody else would hear.) */
#ifndef PHATE_LANDSCAPE_GUARD_H
#define PHATE_LANDSCAPE_GUARD_H

#include "base/error.h"

#include <sys/types.h>

struct guard {
    char *dir;   /* under $TMPDIR, or /tmp; its path has no newline */
    pid_t group; /* the programs' process group; the guard is in it */
    int pipe;    /* the guard waits for its end */
};

/* Fails where the directory cannot be made, or the guard not be started. On failure nothing is
 * owed. */
struct error *guard_start(struct guard *g) MUST_CHECK;

/* Ends the programs that are left in the group, removes the directory with the files in it, and
 * returns when that is done. All zero is allowed. */
void guard_end(struct guard *g);

#endif
