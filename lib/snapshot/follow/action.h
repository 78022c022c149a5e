/* A command that is run each time a file has been written: by sh, which gets the file's name as $1,
 * with nothing on its standard input. It has a process group of its own, so that an interrupt from
 * the keyboard does not reach it. One runs at a time. */
#ifndef PHATE_SNAPSHOT_FOLLOW_ACTION_H
#define PHATE_SNAPSHOT_FOLLOW_ACTION_H

#include "base/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { ACTION_LOOK_MS = 50 }; /* how often to look whether the command has ended */

struct action {
    const char *command;
    const char *file;
    pid_t running; /* 0: none */
    size_t runs;   /* begun */
    size_t failed; /* with another status than 0, or by a signal that is not action_stop's */
};

/* Starts the command, which is not running. */
struct error *action_start(struct action *a) MUST_CHECK;

/* Whether it is running still; where it has just failed, a warning says so. */
bool action_is_running(struct action *a, struct report *report);

/* Ends it, if it is running, with all that it began in its group, by SIGTERM or, after five
 * seconds, by SIGKILL; does not count it. */
void action_stop(struct action *a);

/* Runs it to its end, unless SIGINT or SIGTERM comes, which stop it. Fails then, and if it or an
 * earlier run has failed. */
struct error *action_finish(struct action *a, struct report *report) MUST_CHECK;

#endif
