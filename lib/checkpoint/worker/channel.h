/* Messages over a pair of connected sockets, each with at most one descriptor. */
#ifndef PHATE_CHECKPOINT_WORKER_CHANNEL_H
#define PHATE_CHECKPOINT_WORKER_CHANNEL_H

#include "checkpoint/worker/wire.h"

enum channel_result {
    CHANNEL_GOOD,
    CHANNEL_CLOSED, /* the other side has ended, or does not speak as agreed */
    CHANNEL_LATE,
    CHANNEL_MEMORY /* the message is longer than CHANNEL_MOST, or memory is short for it */
};

#define CHANNEL_MOST ((uint64_t)1 << 28) /* bytes of a message */
enum { CHANNEL_FOREVER = -1 };           /* seconds */

/* Sends a message, and a descriptor unless it is -1. False if the other side has ended. */
bool channel_send(int socket, const struct wire *message, int fd);

/* Waits for a message, at most so many seconds; time in which this process is stopped does not
 * count. The caller frees the message, and closes *fd unless it is -1. On failure nothing is
 * owed. */
enum channel_result channel_receive(int socket, struct wire *message, int *fd, double seconds);

#endif
