/* The signals that end a wait in good order: SIGINT and SIGTERM. While they are caught, one makes a
 * descriptor readable, so that a poll for events notices it. */
#ifndef PHATE_SNAPSHOT_FOLLOW_ENDING_H
#define PHATE_SNAPSHOT_FOLLOW_ENDING_H

#include "base/error.h"

#include <signal.h>

enum { ENDING_SIGNALS = 2 };

struct ending {
    int fd; /* readable after a signal */
    struct sigaction before[ENDING_SIGNALS];
};

/* Signals that the process ignores stay ignored. Only one may be open at a time. */
struct error *ending_open(struct ending *e) MUST_CHECK;
void ending_close(struct ending *e);

#endif
