/* A network's tensors as layers, by their names and shapes; private to lib/align/chain. */
#ifndef PHATE_ALIGN_CHAIN_LAYERS_IMPL_H
#define PHATE_ALIGN_CHAIN_LAYERS_IMPL_H

#include "align/spec.h"
#include "base/text/strlist.h"

#include <stdbool.h>

/* What an error about a specification that cannot be derived ends in. */
#define LAYERS_REMEDY "write a specification (--spec)"

#define LAYERS_NONE ((size_t)-1)

enum layer_kind {
    LAYER_DENSE,
    LAYER_CONVOLUTION,
    LAYER_EMBEDDING, /* in: the words */
    LAYER_VECTORS    /* one number for each unit: a normalisation */
};

struct layer {
    enum layer_kind kind;
    size_t weights; /* the tensor; LAYERS_NONE of vectors */
    size_t in_axis, out_axis;
    size_t in, out;     /* entries of these axes; of vectors both are their length */
    size_t tensors;     /* how many it has */
    size_t vector;      /* the length of its tensors of one axis; 0 without any */
    bool channels_last; /* as Keras and Flax have it */
    bool only_bias;     /* its vectors are biases */
    bool running;       /* among its vectors are running statistics */
};

struct layers {           /* {0} is empty */
    struct strlist paths; /* the layers' names, parts joined by / */
    struct layer *at;     /* in the order in which the file first names them */
    size_t count;
    size_t *of_tensor; /* each tensor's layer; LAYERS_NONE of one without axes */
    bool sorted;       /* the file's names are in alphabetic order, which says nothing of layers */
};

/* The tensors live as long as the layers. Fails where a tensor is of no layer that is known here,
 * naming it, and where memory is short; the caller frees the layers. */
struct error *layers_read(struct layers *layers, const struct spec_shape *tensors,
                          size_t count) MUST_CHECK;
void layers_free(struct layers *layers);

#endif
