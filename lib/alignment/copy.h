/* A checkpoint's copy, in its own format, with the network's units in another order: the copy's
 * network computes the same. All that is numbered by the units changes with the parameters
 * (followers.h), so that training can go on from the copy; the rest is the same bytes. */
#ifndef PHATE_ALIGNMENT_COPY_H
#define PHATE_ALIGNMENT_COPY_H

#include "align/permutations.h"
#include "alignment/network.h"
#include "base/report.h"

struct copy { /* {0} is empty */
    struct checkpoint from;
    struct followers followers;
    bool *changes; /* per tensor of the checkpoint */
    const struct spec *spec;
    const struct permutations *p;
};

/* Opens the checkpoint at `path`, and checks that its copy can be made (rewrite.h); with p NULL,
 * whatever the permutations will be. The network and p must outlive the copy, which the caller
 * frees. */
struct error *copy_open(struct copy *copy, const char *path, const struct checkpoint_hints *hints,
                        const struct network *n, const struct permutations *p) MUST_CHECK;
void copy_free(struct copy *copy);

/* Writes the copy, which has permutations, to `path` (output_open). Memory: the largest tensor
 * twice, in float64. With the identity the copy equals the file byte for byte. */
struct error *copy_write(const struct copy *copy, const char *path) MUST_CHECK;

#endif
