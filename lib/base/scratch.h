/* Files without a name, for what is too much for memory: they are gone when they are closed,
 * however the program ends. */
#ifndef PHATE_BASE_SCRATCH_H
#define PHATE_BASE_SCRATCH_H

#include "base/error.h"

/* Where temporary files go: $TMPDIR, or /tmp. */
const char *scratch_directory(void);

/* Opens a file without a name there, for reading and writing; the caller closes it.
 * On failure *fd is -1. */
struct error *scratch_open(int *fd) MUST_CHECK;

#endif
