#include "base/array.h"

#include "base/size.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 16 /* items */ };

void *array_grown(void *array, size_t *room, size_t count, size_t size)
{
    size_t wanted = ROOM_FIRST;
    if (count < *room)
        return array;
    if (*room && !size_mul(*room, 2, &wanted))
        return NULL;
    void *larger = reallocarray(array, wanted, size);
    if (larger)
        *room = wanted;
    return larger;
}

void *array_in_order(const void *array, size_t count, size_t size, const size_t *order)
{
    const char *from = array;
    char *to = malloc(size_max(count * size, 1));
    for (size_t i = 0; to && i < count; i++)
        memcpy(to + i * size, from + order[i] * size, size);
    return to;
}
