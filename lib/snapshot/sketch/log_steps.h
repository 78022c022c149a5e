/* The steps of logs of sketches: which records make a row. One record does, or all shards of a step
 * together. What an earlier attempt has logged (log_attempts.h) does not count, and where several
 * logs have a step, the later one does. */
#ifndef PHATE_SNAPSHOT_SKETCH_LOG_STEPS_H
#define PHATE_SNAPSHOT_SKETCH_LOG_STEPS_H

#include "snapshot/sketch/log_set.h"

#define LOG_STEPS_NONE ((size_t)-1)

/* Of each item the one whose row, in set->rows, it belongs to: itself, or the first part of its
 * step; LOG_STEPS_NONE where it does not count. Notes tell of steps that were logged again, and of
 * those that are left out because a shard is missing, or an earlier attempt's than another one
 * (log_processes.h). Fails where shards do not tell their step, where all of a step do not make a
 * whole, and where no step is left. The caller frees *row. */
struct error *log_steps_find(const struct log_set *set, size_t **row,
                             struct report *report) MUST_CHECK;

#endif
