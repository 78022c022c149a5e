/* Memory that is freed all at once: for data whose parts point to each other in too many ways to be
 * freed one by one. */
#ifndef PHATE_BASE_ARENA_H
#define PHATE_BASE_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_chunk *chunks; /* {0} is an empty arena */
};

/* `size` bytes, all zero, aligned for anything; NULL where memory is short. They live until
 * arena_free. */
void *arena_take(struct arena *arena, size_t size);

/* A copy of `length` bytes of text and a NUL after them. */
char *arena_text(struct arena *arena, const char *text, size_t length);

void arena_free(struct arena *arena);

#endif
