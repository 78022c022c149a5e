/* Moving elements along some axes; private to lib/align. */
#ifndef PHATE_ALIGN_APPLY_IMPL_H
#define PHATE_ALIGN_APPLY_IMPL_H

#include "align/apply.h"

/* apply_permutations on all axes but one, or on all where `but` is SPEC_FIXED. */
struct error *apply_but(const struct spec_tensor *tensor, size_t but, const struct permutations *p,
                        size_t size, const void *from, void *to) MUST_CHECK;

#endif
