/* The order of layers whose file has them in alphabetic order; private to lib/align/chain. */
#ifndef PHATE_ALIGN_CHAIN_SEARCH_IMPL_H
#define PHATE_ALIGN_CHAIN_SEARCH_IMPL_H

#include "align/chain/chain_impl.h"

/* Layers whose names differ in numbers alone come in the order of these, as `order` (all layers)
 * has it; between such families all orders are tried in which each layer takes the output of the
 * one before. Fills chain->layer and chain->activation. Fails where there is not exactly one order,
 * where there are more than can be tried, and where a normalisation could be of more than one
 * layer. */
struct error *chain_search(struct chain *chain, const struct layers *layers,
                           const size_t *order) MUST_CHECK;

#endif
