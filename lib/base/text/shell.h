/* Text for a command line of a POSIX shell. */
#ifndef PHATE_BASE_TEXT_SHELL_H
#define PHATE_BASE_TEXT_SHELL_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* Prints the first `length` bytes of `text` as a word, or a part of one, that the shell takes
 * literally: in single quotes, unless it is plain. What is not printable (printable.h) is left to
 * printf(1): so the word is printable, and the shell makes the same bytes of it. (Line feeds at the
 * end alone stand in quotes as they are, for the shell takes them off what a command prints.) */
void shell_put(FILE *f, const char *text, size_t length);

/* The same as a text of its own, which the caller frees. */
struct error *shell_word(const char *text, char **word) MUST_CHECK;

#endif
