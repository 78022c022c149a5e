#include "base/text/strlist.h"

#include "base/array.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes ownership of `text`, also on failure. */
static struct error *strlist_take(struct strlist *list, char *text)
{
    if (!text)
        return error_memory("a list of strings");
    char **at = array_grown(list->at, &list->room, list->count, sizeof *at);
    if (!at) {
        free(text);
        return error_memory("a list of strings");
    }
    list->at = at;
    list->at[list->count++] = text;
    return NULL;
}

struct error *strlist_add(struct strlist *list, const char *text, size_t length)
{
    return strlist_take(list, strndup(text, length));
}

struct error *strlist_addf(struct strlist *list, const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&text, format, args);
    va_end(args);
    return strlist_take(list, length < 0 ? NULL : text);
}

struct error *strlist_copy(struct strlist *to, const struct strlist *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct error *err = strlist_add(to, from->at[i], strlen(from->at[i]));
        if (err)
            return err;
    }
    return NULL;
}

size_t strlist_find(const struct strlist *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->at[i], text) == 0)
            return i;
    return (size_t)-1;
}

void strlist_print(const struct strlist *list, char *text, size_t room)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < list->count && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%s", i ? ", " : "", list->at[i]);
    if (used >= room && room > sizeof "...")
        strcpy(text + room - sizeof "...", "...");
}

void strlist_remove(struct strlist *list, size_t index)
{
    free(list->at[index]);
    list->count--;
    memmove(list->at + index, list->at + index + 1, (list->count - index) * sizeof *list->at);
}

void strlist_free(struct strlist *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->at[i]);
    free(list->at);
    *list = (struct strlist){0};
}
