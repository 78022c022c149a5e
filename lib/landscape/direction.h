/* Random directions in the space of a network's parameters, each part at the network's own scale
 * (Li, Xu, Taylor, Studer and Goldstein 2018, section 4). Weights may be scaled without changing
 * what the network does, so a direction of plain normal numbers means little: it is given the norm
 * of what it moves, filter by filter. A filter is a slice along a tensor's first axis: the weights
 * into one unit, or of one convolution.
 *
 * The direction d of a tensor depends on its name, its shape, its values theta and a seed, on
 * nothing else: neither on the file's format, nor on other tensors, the order they come in, or
 * threads. Element i in C order is normal number i of a stream that name and seed give (normal.h),
 * times a scale. So any piece can be had by itself, and no direction needs to be kept. */
#ifndef PHATE_LANDSCAPE_DIRECTION_H
#define PHATE_LANDSCAPE_DIRECTION_H

#include "checkpoint/cursor.h"
#include "checkpoint/tensor_choice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What gives d its scale. */
enum direction_norm {
    DIRECTION_FILTER, /* each slice along the first axis has the norm of theta's; a tensor of fewer
                         than two dimensions is one slice */
    DIRECTION_LAYER,  /* the tensor has the norm of theta */
    DIRECTION_WEIGHT, /* each normal number is multiplied by |theta| */
    DIRECTION_NONE    /* normal numbers as they are */
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
    double *scale;         /* of each slice */
};

/* Whether a tensor has a direction: it holds floating-point numbers, and two dimensions or more
 * unless opts->bias. */
bool direction_moves(const struct direction_opts *opts, const struct tensor *t);

/* Prepares d by one pass over the tensor's values. Memory: a number a slice. Fails, naming file and
 * tensor, where a value is not finite, or a norm overflows. The caller frees d. */
struct error *direction_read(struct direction *d, const struct direction_opts *opts,
                             struct cursor *cursor, const struct tensor *t) MUST_CHECK;

/* The same for values that are in memory, `theta` of shape[0] x ... elements in C order. */
struct error *direction_of(struct direction *d, const struct direction_opts *opts, const char *name,
                           const size_t *shape, size_t dims, const double *theta) MUST_CHECK;
void direction_free(struct direction *d); /* all zero is allowed */

/* Elements [first, first + count) of d, in C order, of which `theta` are the tensor's values; they
 * may be to == theta. */
void direction_values(const struct direction *d, const double *theta, size_t first, size_t count,
                      double *to);

/* ---- all tensors of a checkpoint ---- */

struct direction_set {
    struct direction *at; /* one a tensor of the checkpoint; all zero where it does not move */
    bool *moves;          /* likewise: what rewrite_file takes */
    size_t count;
    size_t moved;    /* tensors that move */
    size_t integers; /* that were chosen, and hold no floating-point numbers */
};

/* The directions of the tensors that `choice` takes and direction_moves; of tied ones, of the first
 * by name (rewrite.h). One pass over their values. Fails where none is left, and as rewrite_resolve
 * and direction_read do. The caller frees the set. */
struct error *direction_set_open(struct direction_set *set, const struct checkpoint *c,
                                 const struct tensor_choice *choice,
                                 const struct direction_opts *opts) MUST_CHECK;
void direction_set_free(struct direction_set *set); /* all zero is allowed */

#endif
