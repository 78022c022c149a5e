/* A worker's life. */
#ifndef PHATE_CHECKPOINT_WORKER_LIFE_H
#define PHATE_CHECKPOINT_WORKER_LIFE_H

#include "checkpoint/worker/forker.h"

enum { LIFE_SOCKET = 3 }; /* where forker and workers have their socket */

/* Makes the socket LIFE_SOCKET, and closes all others but the standard ones. */
void life_keep_only(int socket);

/* Answers requests until the socket ends, or the forker does. */
_Noreturn void life_of_worker(const struct worker_service *service, int socket, pid_t forker);

#endif
