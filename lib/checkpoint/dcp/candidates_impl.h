/* What a dictionary among the saved items holds that may be the state_dict: for choose.c. */
#ifndef PHATE_CHECKPOINT_DCP_CANDIDATES_IMPL_H
#define PHATE_CHECKPOINT_DCP_CANDIDATES_IMPL_H

#include "checkpoint/dcp/choose.h"
#include "checkpoint/statedict/signs.h"

/* What stands under one key of a dictionary: the items whose paths have the same `depth` keys, and
 * then the same key. */
struct dcp_entry {
    size_t first, end, depth;
    const char *key;
    bool is_tensor;
    bool is_leaf; /* an item itself, neither a dictionary nor a list */
};

/* The entry of a dictionary that begins with an item: with in->first, or where another ends. */
struct dcp_entry dcp_entry_at(const struct dcp_metadata *m, const struct dcp_choice *in,
                              size_t first);

/* Finds the entry under the first `length` bytes of a key. */
bool dcp_entry_find(struct dcp_entry *e, const struct dcp_metadata *m, const struct dcp_choice *in,
                    const char *key, size_t length);

/* Whether an entry may be the state_dict (struct statedict_entry); whether it is a usual one. */
bool dcp_is_candidate(const struct dcp_metadata *m, const struct dcp_choice *in,
                      const struct dcp_entry *e);
bool dcp_is_usual(const struct dcp_metadata *m, const struct dcp_entry *e);

/* The number of an entry is that of its first item. */
struct statedict_signs dcp_signs_find(const struct dcp_metadata *m, const struct dcp_choice *in);

#endif
