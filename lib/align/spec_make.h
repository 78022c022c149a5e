/* Making a specification. */
#ifndef PHATE_ALIGN_SPEC_MAKE_H
#define PHATE_ALIGN_SPEC_MAKE_H

#include "align/spec.h"

/* With all axes fixed. Fails where a size is 0, naming the tensor, where a product overflows, and
 * where memory is short; nothing is then owed. */
struct error *spec_new(struct spec *spec, const struct spec_shape *tensors,
                       size_t count) MUST_CHECK;

/* Lets an axis follow the permutation of this name (`length` bytes), which is added where it is
 * new. `as` has the blocks. Fails where they do not divide the axis, or leave the permutation
 * another size than it has. */
struct error *spec_bind(struct spec *spec, size_t tensor, size_t axis, const char *name,
                        size_t length, struct spec_axis as) MUST_CHECK;

/* Fails where nothing is permuted, and where a permutation has one axis only. */
struct error *spec_check(const struct spec *spec) MUST_CHECK;

#endif
