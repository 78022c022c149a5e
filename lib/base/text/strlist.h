/* A growing list of strings that owns its strings. */
#ifndef PHATE_BASE_TEXT_STRLIST_H
#define PHATE_BASE_TEXT_STRLIST_H

#include "base/error.h"

#include <stddef.h>

struct strlist {
    char **at;
    size_t count, room;
};

/* Appends a copy of the first `length` bytes of `text`. */
struct error *strlist_add(struct strlist *list, const char *text, size_t length) MUST_CHECK;
struct error *strlist_addf(struct strlist *list, const char *format, ...)
    PRINTF_LIKE(2, 3) MUST_CHECK;
struct error *strlist_copy(struct strlist *to, const struct strlist *from) MUST_CHECK;

/* The index of `text`, or (size_t)-1. */
size_t strlist_find(const struct strlist *list, const char *text);
/* Prints "a, b, c", as much as there is room for, and then "..."; an empty list gives an empty
 * text. */
void strlist_print(const struct strlist *list, char *text, size_t room);
void strlist_remove(struct strlist *list, size_t index);
void strlist_free(struct strlist *list);

#endif
