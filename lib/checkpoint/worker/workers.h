/* Work that may crash, run for ever or ask for much memory, because a library that the program
 * cannot trust does it: done by processes of their own, the workers, with limits on memory and
 * time.
 *
 * The first request starts a process, the forker, which then starts a worker when one is needed. So
 * the program is forked once, early, and never in the middle of its threads' work; the forker has
 * one thread. A worker answers one request after the other while all goes well. When it fails, it
 * is ended; and as an earlier request may have left it damaged, the request goes once more to a new
 * worker: only what a new worker says counts.
 *
 * Forker and workers have no descriptors but their sockets and those that requests bring; standard
 * input and outputs are /dev/null. They end when the program does, however that ends. */
#ifndef PHATE_CHECKPOINT_WORKER_WORKERS_H
#define PHATE_CHECKPOINT_WORKER_WORKERS_H

#include "base/error.h"
#include "checkpoint/worker/forker.h"
#include "checkpoint/worker/wire.h"

#include <pthread.h>

enum { WORKERS_MOST = 8 }; /* at a time: further threads wait for one */

struct worker {
    struct process process;
    pid_t forker; /* that started it */
    bool used;    /* has answered before */
};

struct workers {
    const struct worker_service *service;
    pthread_mutex_t lock; /* protects all below */
    pthread_cond_t changed;
    struct process forker; /* .pid 0: not started */
    struct worker idle[WORKERS_MOST];
    size_t idle_count, count;
};

#define WORKERS_OF(of)                                                                          \
    {                                                                                           \
        .service = (of), .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER \
    }

/* Has a worker answer a request about the open file `fd`. Any thread may call it; the first call is
 * best made before the program has threads. The caller frees the answer, which is not to be trusted
 * either; on failure nothing is owed. Errors are the service's own, or say "the LIBRARY crashed on
 * it", "took longer than N seconds", "needs more than N MB", or that the process for it ended, or
 * could not be started. */
struct error *workers_ask(struct workers *w, const struct wire *request, int fd,
                          struct wire *answer) MUST_CHECK;

/* Ends all processes, and waits for them. The next request starts new ones. */
void workers_end(struct workers *w);

#endif
