/* Arrays that grow by one item at a time. */
#ifndef PHATE_BASE_ARRAY_H
#define PHATE_BASE_ARRAY_H

#include <stddef.h>

/* The array, perhaps moved, with room for one more item of `size` bytes than the `count` that it
 * has; *room, the items that it has room for, doubles where it must. NULL if memory is short; the
 * old array is then unchanged. */
void *array_grown(void *array, size_t *room, size_t count, size_t size);

#endif
