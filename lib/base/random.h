/* Repeatable random numbers: SplitMix64 (Steele, Lea and Flood 2014). The state is the seed. */
#ifndef PHATE_BASE_RANDOM_H
#define PHATE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#define RANDOM_STEP 0x9e3779b97f4a7c15u

static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += RANDOM_STEP;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Uniform in [0, 1). */
static inline double random_share(uint64_t *state)
{
    return (double)(random_bits(state) >> 11) * 0x1p-53;
}

/* The state after `count` calls: any place of a sequence can be reached at once. */
static inline uint64_t random_skip(uint64_t state, uint64_t count)
{
    return state + count * RANDOM_STEP;
}

/* Uniform in 0 .. count - 1. */
static inline size_t random_below(uint64_t *state, size_t count)
{
    return (size_t)(random_share(state) * (double)count);
}

#endif
