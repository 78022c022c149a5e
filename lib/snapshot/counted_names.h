/* Names that a program counts on. Keras calls the dense layers that a program makes dense, dense_1,
 * dense_2, and so on, over all of its networks: the second network of one architecture has other
 * names than the first, in the same order. Only paths, which have slashes, are taken for Keras's;
 * others number their layers by hand.
 *
 * The parts of a checkpoint's paths that have a stem in common ("dense") are ranked by their
 * numbers. The layers of two checkpoints that have one stem and one rank correspond. */
#ifndef PHATE_SNAPSHOT_COUNTED_NAMES_H
#define PHATE_SNAPSHOT_COUNTED_NAMES_H

#include "checkpoint/checkpoint.h"

struct counted_part {
    char *text;      /* "dense_2" */
    size_t stem;     /* the length of "dense" */
    uint64_t number; /* 2; 0 without a number */
    size_t rank;     /* among those of one stem, by number, from 0 */
};

struct counted_names {
    struct counted_part *at; /* sorted by stem (bytewise), then by number; each part once */
    size_t count;
};

/* Collects the parts of the paths of all tensors, whether or not they are compared: a layer that is
 * left out still counts. The caller frees them, also on failure. */
struct error *counted_names_of(struct counted_names *n, const struct checkpoint *c) MUST_CHECK;

/* A name of the checkpoint, with the rank of each part in place of its number: corresponding names
 * of two checkpoints become equal, and no two names of one. The caller frees *ranked. */
struct error *counted_names_rank(const struct counted_names *n, const char *name,
                                 char **ranked) MUST_CHECK;

/* "dense_2, dense_3 taken for dense, dense_1": the parts of `other` that have another number than
 * the corresponding parts of n. The caller frees *text. */
struct error *counted_names_compare(const struct counted_names *n,
                                    const struct counted_names *other, char **text) MUST_CHECK;

void counted_names_free(struct counted_names *n);

#endif
