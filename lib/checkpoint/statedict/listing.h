/* What is said where there is no one state_dict: messages with lists of keys. */
#ifndef PHATE_CHECKPOINT_STATEDICT_LISTING_H
#define PHATE_CHECKPOINT_STATEDICT_LISTING_H

#include "base/error.h"

#include <stddef.h>

/* A list of bounded length. All zero: empty. */
enum { STATEDICT_LISTED = 16, STATEDICT_KEY_ROOM = 60, STATEDICT_WHAT_ROOM = 168 };
struct statedict_listing {
    char text[STATEDICT_LISTED * (STATEDICT_KEY_ROOM + STATEDICT_WHAT_ROOM)];
    size_t count;
};

/* Adds a key, cut to the room behind a whole character, without control characters, and in
 * parentheses what is under it, unless this is NULL. */
void statedict_list(struct statedict_listing *list, const char *key, const char *what);

/* "more than one state_dict: ...: choose": of the entries below; of the tensors here and these. */
struct error *statedict_several(const struct statedict_listing *below) MUST_CHECK;
struct error *statedict_unclear(const struct statedict_listing *here,
                                const struct statedict_listing *below) MUST_CHECK;

#endif
