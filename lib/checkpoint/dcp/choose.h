/* Which of the saved items are the state_dict, by the rules of statedict/signs.h. */
#ifndef PHATE_CHECKPOINT_DCP_CHOOSE_H
#define PHATE_CHECKPOINT_DCP_CHOOSE_H

#include "checkpoint/dcp/metadata.h"

/* Items [first, end) are the state_dict, but for those in a list in it (dcp_is_inside): their paths
 * begin with the same `depth` keys, which do not belong to the tensors' names. */
struct dcp_choice {
    size_t first, end, depth;
    bool takes_lists;
};

/* `key` as in struct checkpoint_hints; "." takes all items, also those in lists. If a key leads to
 * a dictionary of several state_dicts, all of them are taken. Fails if there is no state_dict, or
 * more than one. */
struct error *dcp_choose(struct dcp_choice *choice, const struct dcp_metadata *m,
                         const char *key) MUST_CHECK;

/* Whether an item belongs to the state_dict. */
bool dcp_is_inside(const struct dcp_choice *choice, const struct dcp_metadata *m, size_t item);

/* Whether an item stands in the state_dict or in a dictionary that holds it. */
bool dcp_is_near(const struct dcp_choice *choice, const struct dcp_metadata *m, size_t item);

#endif
