/* The pairs of n rows, each of which has a number. */
#ifndef PHATE_DISTANCE_PAIRS_H
#define PHATE_DISTANCE_PAIRS_H

#include <stddef.h>

/* n (n - 1) / 2, which does not overflow on the way. */
static inline size_t pairs_count(size_t n)
{
    return n / 2 * (n % 2 ? n : n - (n > 0));
}

#endif
