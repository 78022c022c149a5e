/* Checkpoints of all formats, opened. */
#ifndef PHATE_CHECKPOINT_FORMAT_OPEN_H
#define PHATE_CHECKPOINT_FORMAT_OPEN_H

#include "checkpoint/checkpoint.h"

/* Opens, finds the format, reads the description, closes the file again. hints may be NULL. Errors
 * name the file. On failure nothing is owed; else checkpoint_free frees it. */
struct error *checkpoint_open(struct checkpoint *c, const char *path,
                              const struct checkpoint_hints *hints) MUST_CHECK;

#endif
