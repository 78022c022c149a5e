#include "landscape/normal.h"

#include "base/random.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

uint64_t normal_stream(const char *name, uint64_t seed)
{
    return XXH3_64bits_withSeed(name, strlen(name), seed);
}

/* Box and Muller 1958: two normal numbers from two uniform ones. The polar method is faster, but
 * rejects some pairs, so that draws could not be indexed. */
static void normal_pair(double pair[2], uint64_t stream, size_t index)
{
    const double turn = 6.28318530717958647693;
    uint64_t state = random_skip(stream, 2 * (uint64_t)index);
    double radius = sqrt(-2 * log(1 - random_share(&state))); /* of a number in (0, 1] */
    double angle = turn * random_share(&state);
    pair[0] = radius * cos(angle);
    pair[1] = radius * sin(angle);
}

void normal_fill(double *to, uint64_t stream, size_t first, size_t count)
{
    double pair[2];
    size_t i = 0;
    for (size_t at = first; i < count; at = first + i) {
        normal_pair(pair, stream, at / 2);
        for (size_t half = at % 2; half < 2 && i < count; half++)
            to[i++] = pair[half];
    }
}
