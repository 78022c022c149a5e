/* What the keys of an item's path tell of the item. */
#ifndef PHATE_CHECKPOINT_DCP_ITEM_H
#define PHATE_CHECKPOINT_DCP_ITEM_H

#include "checkpoint/dcp/metadata.h"

/* Whether an item is in a list by the keys of its path from the `depth`-th on. */
bool dcp_is_listed(const struct dcp_item *item, size_t depth);

/* Whether an item belongs to an optimiser by the keys of its path from the `from`-th on: below an
 * optimiser's key (statedict/names.h), or below a dictionary with a key param_groups. */
bool dcp_is_optimiser(const struct dcp_metadata *m, size_t item, size_t from);

#endif
