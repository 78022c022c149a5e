/* CountSketch (Charikar, Chen and Farach-Colton 2002): a row of any length becomes K numbers. Each
 * element is added to one of them, with a sign, and both come from a counter, so that whoever knows
 * seed, tensor and index adds it to the same number: sketches of shards add up. phm(5), Sketches,
 * specifies every bit.
 *
 * With s(x) the sketch of x, |s(x) - s(y)|^2 = |s(x - y)|^2 is an unbiased estimate of |x - y|^2
 * (over the seeds), and with z = x - y its relative variance is 2/K (1 - |z|_4^4 / |z|_2^4). */
#ifndef PHATE_SKETCH_SKETCH_H
#define PHATE_SKETCH_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SKETCH_LEAST = 64, SKETCH_MOST = 1 << 24 }; /* numbers of a sketch */

/* What the places of a tensor's elements depend on, beside their indices. */
uint64_t sketch_key(const char *tensor, uint64_t seed);

/* Tells which tensors a sketch is of: SKETCH_NO_TENSORS, then told of each that has elements, in
 * the order of names. Sketches of tensors that are told differently cannot be compared. */
#define SKETCH_NO_TENSORS UINT64_C(0xcbf29ce484222325)
uint64_t sketch_tell(uint64_t told, const char *tensor, size_t count);

/* Where elements [first, first + count) of a tensor go, counted in C order in the whole tensor: the
 * bucket, of `numbers` (SKETCH_LEAST to SKETCH_MOST), and in the highest bit whether the sign is
 * minus. */
#define SKETCH_MINUS (UINT32_C(1) << 31)
void sketch_places(uint32_t *places, uint64_t key, uint64_t first, size_t count, size_t numbers);

/* Adds the elements, one after the other, to the sums of their buckets. */
void sketch_add_f32(double *sums, const uint32_t *places, const float *x, size_t count);
void sketch_add_f64(double *sums, const uint32_t *places, const double *x, size_t count);

/* The index of the first of the sums that is not finite when it is rounded to float32; `count`
 * where there is none. */
size_t sketch_find_overflow(const double *sums, size_t count);

#endif
