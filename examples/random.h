/* Random numbers: splitmix64 (Steele, Lea, Flood 2014), one stream per seed, purpose and epoch, so
 * that draws from one stream never shift another. */
#ifndef EXAMPLES_RANDOM_H
#define EXAMPLES_RANDOM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum purpose { FOR_WEIGHTS, FOR_LABELS, FOR_ORDER };

static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* The initial state of the stream of a seed, purpose and epoch. */
static inline uint64_t random_stream(uint64_t seed, enum purpose purpose, uint64_t epoch)
{
    uint64_t state = random_bits(&seed) ^ purpose;
    return random_bits(&state) ^ epoch;
}

static inline double random_uniform(uint64_t *state) /* [0, 1) */
{
    return (double)(random_bits(state) >> 11) * 0x1p-53;
}

static inline size_t random_below(uint64_t *state, size_t n)
{
    return (size_t)(random_uniform(state) * (double)n);
}

static inline double random_normal(uint64_t *state) /* Box and Muller 1958 */
{
    double radius = sqrt(-2 * log(1 - random_uniform(state)));
    return radius * cos(2 * M_PI * random_uniform(state));
}

#endif
