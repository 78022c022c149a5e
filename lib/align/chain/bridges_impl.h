/* Connections past a layer, which names and sizes do not show; private to lib/align/chain. */
#ifndef PHATE_ALIGN_CHAIN_BRIDGES_IMPL_H
#define PHATE_ALIGN_CHAIN_BRIDGES_IMPL_H

#include "align/chain/chain_impl.h"
#include "base/report.h"

/* A connection past layers adds an activation to a later one of the same width, and ties their
 * units together. Fails where two widths are the same and the layers' names have blocks, as those
 * of residual networks and U-nets do; without blocks a note says which layers these are. Also fails
 * where a second group of layers begins with entries as the first one does, and so may be a network
 * of its own. */
struct error *bridges_check(const struct chain *chain, const struct layers *layers,
                            struct report *report) MUST_CHECK;

#endif
