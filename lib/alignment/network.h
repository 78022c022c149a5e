/* What the aligned networks have in common: the tensors, and which of their axes follow which
 * permutation. */
#ifndef PHATE_ALIGNMENT_NETWORK_H
#define PHATE_ALIGNMENT_NETWORK_H

#include "align/spec.h"
#include "alignment/followers.h"
#include "snapshot/concat.h"

struct network {          /* {0} is empty */
    struct snapshots one; /* of the one file that gives the names: its parameters, and buffers of
                             floating-point numbers */
    struct spec spec;     /* of the tensors of `one` that have axes and elements */
    size_t *tensor;       /* spec.count: which tensor of `one` it is */
};

/* Of the file at `path`; the specification is read from the file `text`, or derived if this is
 * NULL. Options about tensors' names (files->choice) do not count: a part of a network has no
 * specification. Fails as spec_derive and spec_parse do; a network with tied weights needs the
 * text. Details tell the derived specification. The caller frees n. */
struct error *network_open(struct network *n, const char *path, const struct concat *files,
                           const char *text, struct report *report) MUST_CHECK;
void network_free(struct network *n);

/* The index of the specification's tensor of that name, or FOLLOWS_NONE. */
size_t network_tensor(const struct network *n, const char *name);

/* What follows the permutations in a checkpoint. Fails where its tensors are not the network's. The
 * caller frees f. */
struct error *network_followers(const struct network *n, const struct checkpoint *c,
                                struct followers *f) MUST_CHECK;

#endif
