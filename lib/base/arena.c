#include "base/arena.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_MIN = 4096, CHUNK_MAX = 1 << 20 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t used, room;
    max_align_t bytes[];
};

/* Chunks double up to CHUNK_MAX, so that a small arena is small and a large one has few chunks. */
static struct arena_chunk *chunk_new(const struct arena_chunk *last, size_t size)
{
    size_t room = last ? size_min(2 * last->room, CHUNK_MAX) : CHUNK_MIN, whole;
    room = size_max(room, size);
    if (!size_add(sizeof(struct arena_chunk), room, &whole))
        return NULL;
    struct arena_chunk *chunk = calloc(1, whole);
    if (chunk)
        chunk->room = room;
    return chunk;
}

void *arena_take(struct arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (!size_add(size, align - 1, &size))
        return NULL;
    size -= size % align;

    struct arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->room - chunk->used < size) {
        chunk = chunk_new(arena->chunks, size);
        if (!chunk)
            return NULL;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    void *memory = (char *)chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    size_t whole;
    if (!size_add(length, 1, &whole))
        return NULL;
    char *copy = arena_take(arena, whole);
    if (copy && length > 0)
        memcpy(copy, text, length);
    return copy;
}

void arena_free(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
}
