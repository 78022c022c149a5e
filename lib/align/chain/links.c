/* What follows what in a chain. */
#include "align/chain/chain_impl.h"

/* A flattened output has at least so many positions: 2 or 3 times the width may be several
 * summaries of an output side by side (its mean and its maximum), which are in another order. */
enum { POSITIONS_LEAST = 4 };

bool chain_links(const struct layer *from, const struct layer *to)
{
    size_t least = from->kind == LAYER_EMBEDDING ? 1 : POSITIONS_LEAST;
    if (to->kind == LAYER_EMBEDDING || from->channels_last != to->channels_last)
        return false;
    if (to->in == from->out)
        return !(from->kind == LAYER_DENSE && to->kind == LAYER_CONVOLUTION);
    return from->kind != LAYER_DENSE && to->kind == LAYER_DENSE && to->in % from->out == 0 &&
           to->in / from->out >= least;
}

size_t chain_units(const struct chain *chain, const struct layers *layers, size_t activation)
{
    return activation == 0 ? layers->at[chain->layer[0]].in
                           : layers->at[chain->layer[activation - 1]].out;
}

size_t chain_entries(const struct chain *chain, const struct layers *layers, size_t activation)
{
    return activation < chain->count ? layers->at[chain->layer[activation]].in
                                     : chain_units(chain, layers, activation);
}
