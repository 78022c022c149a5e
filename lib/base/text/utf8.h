/* UTF-8 in text that users bring: names in tables, titles, paths. */
#ifndef PHATE_BASE_TEXT_UTF8_H
#define PHATE_BASE_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the character that `text` begins with, 1 to 4; 0 where it does not begin with a
 * character of UTF-8 that XML allows too (so no surrogates, nor U+FFFE and U+FFFF). */
size_t utf8_character(const char *text);

/* Whether a text, which a NUL ends, is one line: UTF-8 without control characters. */
bool utf8_is_line(const char *text, size_t length);

#endif
