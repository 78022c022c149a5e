/* Arithmetic on sizes that cannot wrap: size_mul and size_add return false, and leave *result
 * unchanged, when the true value does not fit a size_t. */
#ifndef PHATE_BASE_SIZE_H
#define PHATE_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>

static inline bool size_mul(size_t a, size_t b, size_t *result)
{
    size_t product;
    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *result = product;
    return true;
}

static inline bool size_add(size_t a, size_t b, size_t *result)
{
    size_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *result = sum;
    return true;
}

/* SIZE_MAX where the true value does not fit. */
static inline size_t size_sum(size_t a, size_t b)
{
    size_t sum;
    return __builtin_add_overflow(a, b, &sum) ? (size_t)-1 : sum;
}

static inline size_t size_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t size_max(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* For qsort. */
static inline int size_compare(const void *a, const void *b)
{
    size_t p = *(const size_t *)a, q = *(const size_t *)b;
    return (p > q) - (p < q);
}

#endif
