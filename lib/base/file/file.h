/* Exactly so many bytes, read from or written to open files, even where one system call handles
 * only some of them. */
#ifndef PHATE_BASE_FILE_FILE_H
#define PHATE_BASE_FILE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads exactly `length` bytes at `offset`; fails where the file ends earlier. The error does not
 * name the file. */
struct error *file_read(int fd, void *to, size_t length, uint64_t offset) MUST_CHECK;

/* Writes all `length` bytes at `offset`; `name` names the file in messages. */
struct error *file_write(int fd, const void *data, size_t length, uint64_t offset,
                         const char *name) MUST_CHECK;

/* What to do about an errno of writing. */
const char *file_write_remedy(int fault);

/* Copies a file from its beginning to the position of another. Returns false, with errno set, on
 * failure. */
bool file_copy(int from, int to) MUST_CHECK;

/* Writes all `length` bytes at the descriptor's position: to a file, a pipe or a terminal. Returns
 * false, with errno set, on failure. */
bool file_write_all(int fd, const void *data, size_t length) MUST_CHECK;

#endif
