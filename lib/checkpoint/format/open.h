/* Opens checkpoints of all formats. */
#ifndef PHATE_CHECKPOINT_FORMAT_OPEN_H
#define PHATE_CHECKPOINT_FORMAT_OPEN_H

#include "checkpoint/checkpoint.h"

/* Opens the file or folder, finds the format, reads the description, and closes the file. Names are
 * cleaned, and changed as the hints say (names.h). `hints` may be NULL. Errors name the file. On
 * failure nothing is owed; else checkpoint_free frees the checkpoint. */
struct error *checkpoint_open(struct checkpoint *c, const char *path,
                              const struct checkpoint_hints *hints) MUST_CHECK;

#endif
