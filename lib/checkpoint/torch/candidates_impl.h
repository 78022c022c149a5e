/* What a mapping holds that may be the state_dict: for search.c. */
#ifndef PHATE_CHECKPOINT_TORCH_CANDIDATES_IMPL_H
#define PHATE_CHECKPOINT_TORCH_CANDIDATES_IMPL_H

#include "checkpoint/torch/state_impl.h"

struct torch_found {
    size_t count;
    const struct pickle_value *last;
};

/* Entries of a mapping that hold tensors, and the signs that the mapping is a state_dict itself. */
struct torch_candidates {
    struct torch_found usual;  /* mappings and modules under usual keys of a state_dict; */
    struct torch_found any;    /* those under other keys, */
    struct torch_found floats; /* of these, the ones with floating-point arrays, */
    struct torch_found named;  /* and modules, what Module.state_dict() returned, and those whose
                                  arrays have names of parameters */
    bool has_metadata;         /* the mapping is what Module.state_dict() returned */
    bool has_tensor;           /* it has tensors of its own: */
    bool has_dotted;           /* arrays with names of a network's parameters, */
    bool has_layer;            /* or of a layer's, */
    bool has_parameter;        /* Parameters */
    bool has_list;             /* a list of mappings with tensors is in it */
};

struct torch_candidates torch_candidates_find(struct torch_names *names,
                                              const struct pickle_value *mapping);

/* Whether an entry with a string for its key is a mapping or module with tensors, and not an
 * optimiser. */
bool torch_is_candidate(struct torch_names *names, const struct pickle_value *key,
                        const struct pickle_value *value);

/* state_dict, model_state_dict, model or module. */
bool torch_is_usual_key(const struct pickle_value *key);

#endif
