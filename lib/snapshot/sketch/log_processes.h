/* The processes that wrote logs of sketches, by their times: which of two shards of a step is of an
 * attempt that was killed, where the training was resumed and killed again before all of its
 * processes had logged the step. */
#ifndef PHATE_SNAPSHOT_SKETCH_LOG_PROCESSES_H
#define PHATE_SNAPSHOT_SKETCH_LOG_PROCESSES_H

#include "snapshot/sketch/log_set.h"

#include <stdbool.h>

/* A process, which wrote records of one run and part. */
struct log_process {
    double begun, last; /* its last record's time */
    size_t earlier;     /* so many entries before it are of the same run and part */
};

struct log_processes {
    struct log_process *at; /* by run and part, and then in the order in which they began */
    size_t *of;             /* each item's, or LOG_PROCESSES_NONE, where it tells no times */
};

#define LOG_PROCESSES_NONE ((size_t)-1)

/* The processes of all items of the set. The caller frees them, also after a failure. */
struct error *log_processes_find(const struct log_set *set, struct log_processes *p) MUST_CHECK;
void log_processes_free(struct log_processes *p);

/* Whether an item was written by an earlier attempt than another part's: before the other's process
 * began, and beside an earlier one of that part. (Shards that are logged one after the other, as
 * from files, are of one attempt: no process of theirs ran beside another.) */
bool log_processes_differ(const struct log_processes *p, const struct log_set *set, size_t item,
                          size_t other);

#endif
