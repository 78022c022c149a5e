/* Exactly so many bytes, read from open files or written to them, whatever a single call of the
 * system leaves undone. */
#ifndef PHATE_BASE_FILE_H
#define PHATE_BASE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exactly `length` bytes at `offset`; fails where the file ends early. The error does not name the
 * file. */
struct error *file_read(int fd, void *to, size_t length, uint64_t offset) MUST_CHECK;

/* Writes all of it at a byte of a file; `name` is for messages. */
struct error *file_write(int fd, const void *data, size_t length, uint64_t offset,
                         const char *name) MUST_CHECK;

/* Writes all of it where the descriptor stands: a file, a pipe, a terminal. False, and errno says
 * why, where that fails. */
bool file_write_all(int fd, const void *data, size_t length) MUST_CHECK;

#endif
