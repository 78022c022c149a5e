/* The permutations that bring each run into the labelling of the reference, found on the runs' last
 * snapshots, and what they change. */
#ifndef PHATE_ALIGNMENT_LABELS_H
#define PHATE_ALIGNMENT_LABELS_H

#include "align/universe.h"
#include "alignment/weights.h"

struct labels_opts {
    bool universe; /* match all networks at once (universe.h), not each with the reference */
    struct match_settings match;
    struct universe_settings rounds; /* of the universe */
};

/* A run's last snapshot beside the reference. */
struct labels_run {
    double distance, aligned; /* Euclidean, of the tensors that are compared: before and after */
    double product, aligned_product; /* likewise, of the two as vectors: the objective */
    size_t moved;                    /* units that do not stay in their place */
};

struct labels {              /* {0} is empty */
    struct permutations *of; /* per run of the roster */
    struct labels_run *at;   /* likewise */
    size_t count;
    size_t units; /* of all permutations together */
};

/* The reference's own permutations are the identity. Memory: 4 bytes per parameter and network, of
 * two networks, or with `universe` of all. Fails as weights_read, match_weights and universe_match
 * do. The caller frees l. */
struct error *labels_find(struct labels *l, const struct roster *r, const struct network *n,
                          const struct labels_opts *opts, struct report *report) MUST_CHECK;
void labels_free(struct labels *l);

#endif
