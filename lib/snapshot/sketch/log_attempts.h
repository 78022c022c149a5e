/* Which records of logs are of attempts that were given up: a training that was resumed from an
 * earlier step goes on from there, and what its log has from this step on is of another past. */
#ifndef PHATE_SNAPSHOT_SKETCH_LOG_ATTEMPTS_H
#define PHATE_SNAPSHOT_SKETCH_LOG_ATTEMPTS_H

#include "snapshot/sketch/log_set.h"

#include <stdbool.h>

/* Sets given_up[i], for each item, to whether a later one of its log, run and part has a step that
 * is not greater. Items whose step is not a number stay. A note per log tells how many were given
 * up. */
struct error *log_attempts_find(const struct log_set *set, bool *given_up,
                                struct report *report) MUST_CHECK;

#endif
