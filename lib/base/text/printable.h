/* Text of users, files and libraries as a person is shown it, in messages, on a terminal and in
 * pictures: in UTF-8, on one line, and without what a terminal obeys. Each byte that cannot be
 * shown as it is becomes \n, \t, \r or \xHH. A backslash stays as it is: what has been made
 * printable stays so. */
#ifndef PHATE_BASE_TEXT_PRINTABLE_H
#define PHATE_BASE_TEXT_PRINTABLE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The bytes of the character that the first `length` bytes of `text` begin with, 1 to 4; 0 where
 * the first byte is not to be shown as it is: it is a control character, or begins one of U+0080 to
 * U+009F, one that turns the direction of what follows or one that ends a line, or it is not of
 * UTF-8. */
size_t printable_character(const char *text, size_t length);

/* Whether all of a text is shown as it is. */
bool printable_is(const char *text, size_t length);

/* What is shown of a byte for which printable_character gives 0, with a NUL at the end. */
enum { PRINTABLE_ESCAPE = sizeof "\\xHH" };
void printable_escape(char byte, char escape[PRINTABLE_ESCAPE]);

void printable_put(FILE *f, const char *text, size_t length);

/* How many bytes printable_put prints. */
size_t printable_length(const char *text, size_t length);

/* As printable_put, of lines: their ends, and tabs, stay as they are. */
void printable_put_lines(FILE *f, const char *text, size_t length);

/* What printable_put prints, as a text of its own, which the caller frees. */
struct error *printable_text(const char *text, char **shown) MUST_CHECK;

#endif
