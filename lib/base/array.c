#include "base/array.h"

#include "base/size.h"

#include <stdlib.h>

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
