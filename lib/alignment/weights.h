/* The numbers of a network that it is matched by. */
#ifndef PHATE_ALIGNMENT_WEIGHTS_H
#define PHATE_ALIGNMENT_WEIGHTS_H

#include "align/match.h"
#include "alignment/network.h"
#include "alignment/roster.h"

struct weights {      /* {0} is empty */
    float *values;    /* one per column of the roster's set */
    const float **at; /* per tensor of the specification: its values; NULL where the set does not
                         have it, as a buffer */
};

/* Reads the last snapshot of a run, or of runs.count the outside file; numbers are rounded to
 * float32. Fails, naming file, tensor and element, at a NaN or an infinity, where float32 cannot
 * hold the greatest numbers, and where the file cannot be read. The caller frees w. */
struct error *weights_read(struct weights *w, const struct roster *r, const struct network *n,
                           size_t run) MUST_CHECK;
void weights_free(struct weights *w);

#endif
