/* A growing list of strings that owns its strings. */
#ifndef PHATE_STRINGS_H
#define PHATE_STRINGS_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

struct strings {
    char **at;
    size_t count, room;
};

/* Appends a copy of the first `length` bytes of `text`. */
struct error *strings_add(struct strings *list, const char *text, size_t length) MUST_CHECK;
struct error *strings_addf(struct strings *list, const char *format, ...)
    PRINTF_LIKE(2, 3) MUST_CHECK;
struct error *strings_copy(struct strings *to, const struct strings *from) MUST_CHECK;

/* The index of `text`, or (size_t)-1. */
size_t strings_find(const struct strings *list, const char *text);
void strings_free(struct strings *list);

#endif
