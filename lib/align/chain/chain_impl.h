/* The order of a network's layers; private to lib/align/chain. */
#ifndef PHATE_ALIGN_CHAIN_CHAIN_IMPL_H
#define PHATE_ALIGN_CHAIN_CHAIN_IMPL_H

#include "align/chain/layers_impl.h"

/* Layers with weights, each the input of the next. Activation 0 is the network's input, activation
 * i the output of layer[i - 1]. */
struct chain { /* {0} is empty */
    size_t *layer;
    size_t count;
    size_t *activation; /* of each layer of the network: the one that it makes, or normalises */
};

/* Fails, naming a layer, where names and sizes do not give one order, and where memory is short;
 * the caller frees the chain. */
struct error *chain_find(struct chain *chain, const struct layers *layers) MUST_CHECK;
void chain_free(struct chain *chain);

/* Whether the second layer can take the first one's output, as it is or flattened. */
bool chain_links(const struct layer *from, const struct layer *to);

/* The entries of an activation as it is, and as the layer behind it takes it. */
size_t chain_units(const struct chain *chain, const struct layers *layers, size_t activation);
size_t chain_entries(const struct chain *chain, const struct layers *layers, size_t activation);

#endif
