/* What a mapping of a pickle holds that may be the state_dict: for search.c. */
#ifndef PHATE_CHECKPOINT_TORCH_CANDIDATES_IMPL_H
#define PHATE_CHECKPOINT_TORCH_CANDIDATES_IMPL_H

#include "checkpoint/statedict/signs.h"
#include "checkpoint/torch/state_impl.h"

/* The number of an entry is its number in the mapping. */
struct statedict_signs torch_signs_find(struct torch_names *names,
                                        const struct pickle_value *mapping);

/* Whether entry i of a mapping may be a state_dict (struct statedict_entry), under a string. */
bool torch_is_candidate(struct torch_names *names, const struct pickle_value *mapping, size_t i);

/* Whether a candidate is a usual one. */
bool torch_is_usual(struct torch_names *names, const struct pickle_value *key,
                    const struct pickle_value *candidate);

/* Whether v is a list or tuple of tensors alone, at least one. */
bool torch_lists_tensors(struct torch_names *names, const struct pickle_value *v);

#endif
