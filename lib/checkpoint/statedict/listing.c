#include "checkpoint/statedict/listing.h"

#include "base/size.h"
#include "base/text/utf8.h"

#include <stdio.h>
#include <string.h>

static void append(struct statedict_listing *list, const char *text)
{
    size_t length = strlen(list->text);
    snprintf(list->text + length, sizeof list->text - length, "%s%s", length ? ", " : "", text);
}

/* The characters of the key that there is room for. */
static void cut(char text[STATEDICT_KEY_ROOM], const char *key)
{
    size_t used = 0, bytes;
    for (; *key; key += bytes, used += bytes) {
        bytes = size_max(utf8_character(key), 1);
        if (used + bytes >= STATEDICT_KEY_ROOM)
            break;
        memcpy(text + used, key, bytes);
    }
    text[used] = '\0';
}

void statedict_list(struct statedict_listing *list, const char *key, const char *what)
{
    char text[STATEDICT_KEY_ROOM], line[STATEDICT_KEY_ROOM + STATEDICT_WHAT_ROOM];
    if (++list->count > STATEDICT_LISTED) {
        if (list->count == STATEDICT_LISTED + 1)
            append(list, "...");
        return;
    }
    cut(text, key);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    if (what)
        snprintf(line, sizeof line, "%s (%s)", text, what);
    else
        snprintf(line, sizeof line, "%s", text);
    append(list, line);
}

struct error *statedict_several(const struct statedict_listing *below)
{
    return error_new(
        "more than one state_dict: under %s: choose one with -k KEY, or all with '-k .'",
        below->text);
}

struct error *statedict_unclear(const struct statedict_listing *here,
                                const struct statedict_listing *below)
{
    return error_new("more than one state_dict: the tensors %s, and what is under %s: choose with "
                     "-k KEY, or all with '-k .'; then -x '^KEY\\.' leaves what is under a key out",
                     here->text, below->text);
}
