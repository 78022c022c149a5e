/* A tensor's name in parts. What separates them: dots (PyTorch), slashes (Keras, Flax), and what
 * JAX writes around keys, as in ['params']['Dense_0']. */
#ifndef PHATE_BASE_TEXT_NAME_H
#define PHATE_BASE_TEXT_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { NAME_PARTS = 32 }; /* of a name with more, those in the middle are not considered */

struct name_part {
    const char *text; /* in the name */
    size_t length;    /* without the ":0" that TensorFlow appends */
};

struct name {
    struct name_part at[NAME_PARTS];
    size_t count;
};

void name_split(struct name *parts, const char *name);

bool name_is_separator(char c);

/* `text`, which is in a name, from its first part on. */
const char *name_rest(const char *text);

/* The part that stands before `at` in `name`; of length 0 if there is none. */
struct name_part name_part_before(const char *name, const char *at);

/* The first letter spares most calls: there are a hundred words, and thousands of files with
 * hundreds of names. */
static inline bool name_part_is(const struct name_part *part, const char *word)
{
    return *word == *part->text && strncmp(word, part->text, part->length) == 0 &&
           word[part->length] == '\0';
}

/* Whether the part has more than the word, which stands at its end behind an underscore. */
bool name_part_ends_in(const struct name_part *part, const char *word);

#endif
