/* Which of the saved items are the state_dict: under a usual key (statedict/names.h), else under the
 * only key with tensors below it, unless arrays stand beside that key. */
#ifndef PHATE_CHECKPOINT_DCP_CHOOSE_H
#define PHATE_CHECKPOINT_DCP_CHOOSE_H

#include "checkpoint/dcp/metadata.h"

/* Items [first, end) are the state_dict: their paths begin with the same `depth` keys, which do not
 * belong to the tensors' names. */
struct dcp_choice {
    size_t first, end, depth;
};

/* `key` as in struct checkpoint_hints. Fails if there is no state_dict, or more than one. */
struct error *dcp_choose(struct dcp_choice *choice, const struct dcp_metadata *m,
                         const char *key) MUST_CHECK;

/* Whether an item belongs to an optimiser by the keys of its path from the `from`-th on: below an
 * optimiser's key (statedict/names.h), or below a dictionary with a key param_groups. */
bool dcp_is_optimiser(const struct dcp_metadata *m, size_t item, size_t from);

/* Whether an item stands in the state_dict or in a dictionary that holds it. */
bool dcp_is_near(const struct dcp_choice *choice, const struct dcp_metadata *m, size_t item);

#endif
