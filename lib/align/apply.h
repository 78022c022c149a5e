/* Tensors of a run brought into the labelling of a reference. */
#ifndef PHATE_ALIGN_APPLY_H
#define PHATE_ALIGN_APPLY_H

#include "align/permutations.h"

#include <stddef.h>

/* `to` receives the elements of `from`, both row-major, such that along each axis that follows a
 * permutation the entries of unit i are those of unit P[i] in `from`. An element is `size` bytes
 * that are moved as they are, so a tensor of any type stays exact to the bit. The arrays have
 * tensor->count x size bytes and do not overlap. permutations_inverse undoes it. Fails where memory
 * is short: an index for each entry of an axis. */
struct error *apply_permutations(const struct spec_tensor *tensor, const struct permutations *p,
                                 size_t size, const void *from, void *to) MUST_CHECK;

#endif
