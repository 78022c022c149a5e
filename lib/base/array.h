/* Arrays: their length, those that grow by one item at a time, and in another order. */
#ifndef PHATE_BASE_ARRAY_H
#define PHATE_BASE_ARRAY_H

#include <stddef.h>

/* The items of an array whose size is known where this is written. */
#define ARRAY_LENGTH(array) (sizeof(array) / sizeof *(array))

/* The array, perhaps moved, with room for one more item of `size` bytes than the `count` that it
 * has; *room, the items that it has room for, doubles where it must. NULL if memory is short; the
 * old array is then unchanged. */
void *array_grown(void *array, size_t *room, size_t count, size_t size);

/* A new array of `count` items of `size` bytes: item i is what order[i] was. NULL if memory is
 * short. The caller frees it, and the old one. */
void *array_in_order(const void *array, size_t count, size_t size, const size_t *order);

#endif
