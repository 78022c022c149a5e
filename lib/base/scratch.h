/* Files that are written out of order, and files without a name, for what is too much for memory:
 * these are gone when they are closed, however the program ends. */
#ifndef PHATE_SCRATCH_H
#define PHATE_SCRATCH_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Where temporary files go: $TMPDIR, or /tmp. */
const char *scratch_directory(void);

/* Opens a file without a name there, for reading and writing; the caller closes it.
 * On failure *fd is -1. */
struct error *scratch_open(int *fd) MUST_CHECK;

/* Writes all of it at a byte of a file; `name` is for messages. */
struct error *file_write(int fd, const void *data, size_t length, uint64_t offset,
                         const char *name) MUST_CHECK;

#endif
