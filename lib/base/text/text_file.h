/* Small text files, read whole: tables, lists of files. */
#ifndef PHATE_BASE_TEXT_TEXT_FILE_H
#define PHATE_BASE_TEXT_TEXT_FILE_H

#include "base/error.h"

/* The file's text, NUL-terminated, without a byte order mark; the caller frees *text. The path "-"
 * is standard input; a path may be a pipe. A file that is written while it is read is read anew.
 * Fails where the file cannot be read, is always being written, holds a NUL byte, or is longer than
 * 256 MB. */
struct error *text_file_read(const char *path, char **text) MUST_CHECK;

#endif
