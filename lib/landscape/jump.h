/* The work of snapjump: a checkpoint's copy at theta + step d, from which training can continue
 * ("jump and retrain": Horoi et al. 2021, section 3). */
#ifndef PHATE_LANDSCAPE_JUMP_H
#define PHATE_LANDSCAPE_JUMP_H

#include "landscape/direction.h"

/* Writes the copy (rewrite.h); d is the set of the checkpoint's directions. Sums are made in
 * float64 and rounded once, to each tensor's type. With step 0 the copy equals the file byte for
 * byte. */
struct error *jump_write(const struct checkpoint *c, const struct direction_set *d, double step,
                         const char *path) MUST_CHECK;

#endif
