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
                                  arrays have names of parameters, */
    bool has_sure;             /* and not by a layer's names alone; */
    bool has_network;          /* one of the others is under a name of a network */
    bool has_metadata;         /* the mapping is what Module.state_dict() returned */
    bool has_tensor;           /* it has tensors of its own: */
    bool has_array;            /* arrays of more than one floating-point number, */
    bool has_dotted;           /* arrays with names of a network's parameters, */
    bool has_layer;            /* or of a layer's, */
    bool has_parameter;        /* Parameters */
    bool has_list;             /* a list of mappings with tensors is in it */
};

struct torch_candidates torch_candidates_find(struct torch_names *names,
                                              const struct pickle_value *mapping);

/* Whether entry i of a mapping may be a state_dict: under a string, a mapping or module with
 * tensors, or, under a name of a network, a list of tensors; neither an optimiser nor the average
 * of an entry beside it ("params_ema"). */
bool torch_is_candidate(struct torch_names *names, const struct pickle_value *mapping, size_t i);

/* state_dict, model_state_dict, model or module. */
bool torch_is_usual_key(const struct pickle_value *key);

/* Whether v is a list or tuple of tensors alone, at least one. */
bool torch_lists_tensors(struct torch_names *names, const struct pickle_value *v);

#endif
