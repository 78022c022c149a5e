/* What a record says of the sketches that it holds, or that it was made from (phm(5), Sketches):
 *
 *   sketch    numbers of each sketch
 *   seed      of its hash
 *   tensors   a hash of their names and sizes (sketch/sketch.h), if that is known
 *
 * and, as of parts (part.h), params: elements that a row's sketches stand for. Parts of columns
 * that are not sketches tell their tensors, too.
 *
 * Their squared distances are estimates, off by a relative standard deviation of at most
 * sqrt(2/sketch), and their columns are not parameters. */
#ifndef PHATE_STREAM_RECORD_SKETCH_ATTR_H
#define PHATE_STREAM_RECORD_SKETCH_ATTR_H

#include "stream/record/record.h"

#include <stdint.h>

#define SKETCH_ATTR_NUMBERS "sketch"
#define SKETCH_ATTR_SEED "seed"
#define SKETCH_ATTR_TENSORS "tensors"

/* Sets numbers and seed, and tensors unless they are NULL. */
struct error *sketch_attr_set(struct record *r, size_t numbers, uint64_t seed,
                              const uint64_t *tensors) MUST_CHECK;

struct error *sketch_attr_set_tensors(struct record *r, uint64_t tensors) MUST_CHECK;

/* All 64 bits; *seed stays as it is where the record says none. */
struct error *sketch_attr_seed(const struct record *r, uint64_t *seed) MUST_CHECK;

/* *given: the record says which tensors. Fails where that are not 16 hexadecimal digits. */
struct error *sketch_attr_tensors(const struct record *r, uint64_t *tensors,
                                  bool *given) MUST_CHECK;

bool sketch_attr_given(const struct record *r);

/* NULL, or, of sketches, the error that the work `what` needs the parameters themselves. */
struct error *sketch_attr_refuse(const struct record *r, const char *what) MUST_CHECK;

/* Fails, naming both, where one is of sketches and the other is not, or where numbers, seeds or
 * known tensors differ: what is in their rows cannot be compared. `where` is the stream of a, b is
 * of the input. */
struct error *sketch_attr_match(const struct record *a, const char *where,
                                const struct record *b) MUST_CHECK;

/* Makes `sum`, of a sum of Gram matrices, tell what holds of all of them, when a summand comes: the
 * fewest numbers, which bound the error of the sum; and seed and tensors, where they are those of
 * all. */
struct error *sketch_attr_add(struct record *sum, const struct record *summand) MUST_CHECK;

#endif
