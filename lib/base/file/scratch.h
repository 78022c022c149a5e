/* Files without a name, for data too large for memory: they vanish when they are closed, however
 * the program ends. */
#ifndef PHATE_BASE_FILE_SCRATCH_H
#define PHATE_BASE_FILE_SCRATCH_H

#include "base/error.h"

/* The directory of temporary files: $TMPDIR, or /tmp. */
const char *scratch_directory(void);

/* Opens a file without a name in that directory, for reading and writing; the caller closes it. On
 * failure *fd is -1. */
struct error *scratch_open(int *fd) MUST_CHECK;

#endif
