/* The process that workers are forked from, and what a worker does. */
#ifndef PHATE_CHECKPOINT_WORKER_FORKER_H
#define PHATE_CHECKPOINT_WORKER_FORKER_H

#include "base/error.h"
#include "checkpoint/worker/wire.h"

#include <sys/types.h>

struct worker_limits {
    size_t megabytes;     /* that a worker may take for itself */
    unsigned cpu_seconds; /* of processor time, per request */
    unsigned seconds; /* of waiting for an answer, also if the worker or the forker is stopped */
};

/* What workers do. All three functions run in their processes, never in the program's. */
struct worker_service {
    const char *library; /* "the HDF5 library" */
    struct worker_limits limits;
    /* In the forker: what all workers can share. NULL: nothing. */
    void (*start)(void);
    /* Answers one request about an open file, which the caller closes. */
    struct error *(*answer)(struct wire *request, int fd, struct wire *answer);
};

/* A process, and the socket by which it is spoken to. */
struct process {
    pid_t pid;
    int socket;
};

/* An answer of a worker begins with one of these; behind WORKER_FAILED is the error's text. */
enum worker_status { WORKER_GOOD, WORKER_FAILED, WORKER_MEMORY };

/* Starts the forker. On failure nothing is owed. */
struct error *forker_start(struct process *forker, const struct worker_service *service) MUST_CHECK;
/* Ends the forker, and with it all workers. */
void forker_end(struct process *forker);

/* In both, a forker that has ended, or does not answer for so many seconds, is ended: forker->pid
 * is then 0. */

/* Has the forker start a worker. False if it does not; if forker->pid is not 0, the system has no
 * process or no descriptor to spare. */
bool forker_spawn(struct process *forker, struct process *worker, double seconds);
/* Ends a worker; its status is as waitpid gives it, or 0 if the forker has ended. */
int forker_reap(struct process *forker, struct process *worker, double seconds);

#endif
