/* The pairs of n rows, each of which has a number. */
#ifndef PHATE_DISTANCE_PAIRS_H
#define PHATE_DISTANCE_PAIRS_H

#include <stddef.h>

/* n (n - 1) / 2, which does not overflow on the way. */
static inline size_t pairs_count(size_t n)
{
    return n / 2 * (n % 2 ? n : n - (n > 0));
}

/* Where pairs i < j stand row after row, (0,1), (0,2) ... (1,2) ..., the place of the pair
 * (i, i + 1); (i, j) is j - i - 1 places behind it. */
static inline size_t pairs_row(size_t n, size_t i)
{
    return i * n - i * (i + 1) / 2;
}

#endif
