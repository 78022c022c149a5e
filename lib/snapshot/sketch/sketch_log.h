/* The work of snapcat on logs of sketches (phm(5), Logs): what a training appended, step by step,
 * becomes the records that snapcat --sketch writes (sketch_set.h). */
#ifndef PHATE_SNAPSHOT_SKETCH_SKETCH_LOG_H
#define PHATE_SNAPSHOT_SKETCH_SKETCH_LOG_H

#include "snapshot/concat.h"

/* Whether the files are logs: one begins as logs do, or is cut within that. Empty files are what
 * the others are. Fails where some are logs, and others are not. */
struct error *sketch_log_are(const struct strlist *files, bool *are) MUST_CHECK;

/* Whether a file that grows is a log so far. Fails, with *is_log, where it has no whole record yet,
 * or is another stream. */
struct error *sketch_log_probe(const char *path, bool *is_log) MUST_CHECK;

/* Reads the logs twice: their records are found and checked, then the steps become rows, in the
 * order of runs and steps, with the tables joined; shards are added in float64, in the order of the
 * parts. Memory is that of a row of float64 per step. Fails as log_set_read and log_steps_find do,
 * and where a sum does not fit float32. */
struct error *sketch_log_write(const struct concat *work, struct writer *out,
                               const char *provenance, struct report *report) MUST_CHECK;

#endif
