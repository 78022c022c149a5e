/* Operands that are logs of sketches (snapshot/sketch/sketch_log.h) in place of checkpoints. */
#ifndef PHATE_SKETCH_LOGS_H
#define PHATE_SKETCH_LOGS_H

#include "sketch_options.h"
#include "snapshot/concat.h"

/* Whether the files are logs. Exits where only some are, and where an option was given that is for
 * checkpoints; `other` is one that the program had, or NULL. */
bool sketch_logs_given(const struct concat *work, const struct sketch_options *sketch,
                       const char *other);

#endif
