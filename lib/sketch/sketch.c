#include "sketch/sketch.h"

#include "base/clones.h"
#include "base/random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* FNV-1a (Fowler, Noll and Vo). */
static uint64_t hash_on(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

uint64_t sketch_key(const char *tensor, uint64_t seed)
{
    uint64_t before = hash_on(UINT64_C(0xcbf29ce484222325), tensor) + (seed - 1) * RANDOM_STEP;
    return random_bits(&before); /* mix(hash + seed * step): it takes the step itself */
}

uint64_t sketch_tell(uint64_t told, const char *tensor, size_t count)
{
    char numbers[32];
    snprintf(numbers, sizeof numbers, " %zu\n", count);
    return count ? hash_on(hash_on(told, tensor), numbers) : told;
}

CLONED void sketch_places(uint32_t *restrict places, uint64_t key, uint64_t first, size_t count,
                          size_t numbers)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t state = random_skip(key, first + i), bits = random_bits(&state);
        places[i] = (uint32_t)((bits >> 32) * numbers >> 32) | (uint32_t)bits << 31;
    }
}

/* The sign is put on by a bit, as it is random, which a branch would be bad at. Rounding of the
 * sums depends on their order, so that this loop stays one of single additions. */
#define DEFINE_ADD(name, real, bits)                                                          \
    void name(double *restrict sums, const uint32_t *restrict places, const real *restrict x, \
              size_t count)                                                                   \
    {                                                                                         \
        for (size_t i = 0; i < count; i++) {                                                  \
            bits value;                                                                       \
            real term;                                                                        \
            memcpy(&value, &x[i], sizeof value);                                              \
            value ^= (bits)(places[i] & SKETCH_MINUS) << (8 * (sizeof value - 4));            \
            memcpy(&term, &value, sizeof term);                                               \
            sums[places[i] & ~SKETCH_MINUS] += (double)term;                                  \
        }                                                                                     \
    }

DEFINE_ADD(sketch_add_f32, float, uint32_t)
DEFINE_ADD(sketch_add_f64, double, uint64_t)

size_t sketch_find_overflow(const double *sums, size_t count)
{
    size_t i = 0;
    while (i < count && isfinite((float)sums[i]))
        i++;
    return i;
}
