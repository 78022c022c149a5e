/* Normal random numbers, each of which can be computed by itself. The stream is counter-based:
 * number i is made from draws of SplitMix64 (random.h) that i determines, so pieces may be made in
 * any order and by several threads, with the same result. */
#ifndef PHATE_LANDSCAPE_NORMAL_H
#define PHATE_LANDSCAPE_NORMAL_H

#include <stddef.h>
#include <stdint.h>

/* The stream of a name and a seed. */
uint64_t normal_stream(const char *name, uint64_t seed);

/* Numbers [first, first + count) of the stream, of mean 0 and variance 1. */
void normal_fill(double *to, uint64_t stream, size_t first, size_t count);

#endif
