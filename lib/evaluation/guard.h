/* A private directory for files that other programs read, and these programs. The guard, a process
 * that starts them and waits for its parent's end, ends the programs with all that they have
 * started, and removes the directory, however the parent ends. (A parent that is ended by kill -9
 * cannot do so itself.) */
#ifndef PHATE_EVALUATION_GUARD_H
#define PHATE_EVALUATION_GUARD_H

#include "base/error.h"

#include <sys/types.h>

struct guard {
    char *dir;     /* under $TMPDIR, or /tmp; its path has no newline */
    int folder;    /* this directory, held open */
    pid_t process; /* the guard, whose process group the programs join */
    int channel;   /* the guard waits until this end is closed */
};

/* `command`, for the shell, is what the programs run; NULL: none is started. Fails if the directory
 * cannot be made, or the guard cannot be started. On failure nothing is owed. */
struct error *guard_start(struct guard *g, const char *command) MUST_CHECK;

/* Starts a program, at most EVALUATORS_MAX of them, that reads and writes these descriptors. Sets
 * its number. */
struct error *guard_run(const struct guard *g, int input, int output, int *program) MUST_CHECK;

/* Sets whether that program has ended, and then *status as waitpid has it. False where the guard
 * does not answer. */
bool guard_look(const struct guard *g, int program, bool *ended, int *status);

/* Fails if the directory is no longer at its path: a snapshot would be written elsewhere. */
struct error *guard_check(const struct guard *g) MUST_CHECK;

/* Ends the programs and what they have started, in a session of its own too; removes the directory
 * with all that is in it; and returns when this is done. Accepts all zero. */
void guard_end(struct guard *g);

#endif
