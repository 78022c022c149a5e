/* Random directions in the space of a network's parameters, each part at the network's own scale
 * (Li, Xu, Taylor, Studer and Goldstein 2018, section 4). Weights can be scaled without changing
 * what the network does, so a direction of plain normal numbers means little: each filter of the
 * direction gets the norm of the filter that it moves. A filter is a slice along a tensor's first
 * axis: the weights into one unit, or of one convolution.
 *
 * The direction d of a tensor depends only on the tensor's name, shape and values theta, and on a
 * seed: not on the file's format, other tensors, their order, or threads. Element i in C order is
 * normal number i of a stream that name and seed give (normal.h), times a scale. So any piece can
 * be computed by itself, and no direction needs to be stored. */
#ifndef PHATE_LANDSCAPE_DIRECTION_H
#define PHATE_LANDSCAPE_DIRECTION_H

#include "checkpoint/choice/left_out.h"
#include "checkpoint/cursor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How d is scaled. */
enum direction_norm {
    DIRECTION_FILTER, /* each slice along the first axis has the norm of theta's; a tensor of fewer
                         than two dimensions is one slice */
    DIRECTION_LAYER,  /* the whole tensor has the norm of theta */
    DIRECTION_WEIGHT, /* each normal number is multiplied by |theta| */
    DIRECTION_NONE    /* normal numbers, unscaled */
};
extern const char *const direction_norm_names[]; /* "filter", ...; NULL-terminated */

struct direction_opts {
    uint64_t seed;
    enum direction_norm norm;
    bool bias; /* also tensors of fewer than two dimensions: biases, normalisation */
};

/* ---- one tensor ---- */

struct direction {
    enum direction_norm norm;
    uint64_t stream;
    size_t slices, length; /* the tensor's elements: slices x length */
    double *scale;         /* one per slice */
};

/* Whether a tensor has a direction: it must hold floating-point numbers, and have two dimensions or
 * more unless opts->bias. */
bool direction_moves(const struct direction_opts *opts, const struct tensor *t);

/* Prepares d by one pass over the tensor's values. Memory: one number per slice. Fails, naming file
 * and tensor, if a value is not finite, or a norm overflows or underflows. The caller frees d. */
struct error *direction_read(struct direction *d, const struct direction_opts *opts,
                             struct cursor *cursor, const struct tensor *t) MUST_CHECK;

/* The same for values in memory, `theta` of shape[0] x ... elements in C order. */
struct error *direction_of(struct direction *d, const struct direction_opts *opts, const char *name,
                           const size_t *shape, size_t dims, const double *theta) MUST_CHECK;
void direction_free(struct direction *d); /* accepts all zero */

/* Elements [first, first + count) of d, in C order; `theta` are the tensor's values at these
 * elements. `to` may equal `theta`. */
void direction_values(const struct direction *d, const double *theta, size_t first, size_t count,
                      double *to);

/* ---- all tensors of a checkpoint ---- */

struct direction_set {
    struct direction *at; /* one per tensor of the checkpoint; all zero if it does not move */
    bool *moves;          /* one per tensor, for rewrite_file */
    size_t count;
    size_t moved; /* tensors that move */
};

/* The directions of the tensors that `choice` takes and direction_moves accepts; of tied tensors,
 * only of the first by name (rewrite.h). Makes one pass over their values, and adds to `left_out`.
 * Fails if no tensor moves, and as tensor_choice_apply, rewrite_resolve and direction_read do. The
 * caller frees the set. */
struct error *direction_set_open(struct direction_set *set, const struct checkpoint *c,
                                 const struct tensor_choice *choice,
                                 const struct direction_opts *opts,
                                 struct left_out *left_out) MUST_CHECK;
void direction_set_free(struct direction_set *set); /* accepts all zero */

#endif
