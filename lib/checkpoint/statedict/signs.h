/* Which of a dictionary's entries is the state_dict, or whether the dictionary is one itself.
 *
 * A dictionary that holds both tensors and dictionaries with tensors may be a state_dict itself, or
 * a checkpoint with a state_dict below one key and other tensors (a generator's state, a loss)
 * beside it. What tells them apart, the surest sign first: the _metadata that Module.state_dict()
 * leaves; a usual key, with floating-point arrays below it; names with dots ("fc.weight") of
 * floating-point arrays, which are parameters; Parameters; a name of a network ("net") over the
 * dictionary below. Where nothing tells, as between weights and their velocities, or signs say
 * both, the user must choose. Of several dictionaries below, the one that has such signs is the
 * state_dict, or, where none has, the only one with floating-point arrays. A list of tensors is a
 * state_dict too, whose names are numbers. */
#ifndef PHATE_CHECKPOINT_STATEDICT_SIGNS_H
#define PHATE_CHECKPOINT_STATEDICT_SIGNS_H

#include <stdbool.h>
#include <stddef.h>

struct statedict_found {
    size_t count;
    size_t last; /* the number of the last one (struct statedict_entry) */
};

/* Entries of a dictionary that may be the state_dict, and the signs that the dictionary is one
 * itself. All zero: nothing is seen yet. */
struct statedict_signs {
    struct statedict_found usual;  /* under usual keys, with floating-point arrays; */
    struct statedict_found any;    /* the others, */
    struct statedict_found floats; /* of these, the ones with floating-point arrays, */
    struct statedict_found named;  /* and modules, what Module.state_dict() returned, and those
                                      whose arrays have names of parameters, */
    bool has_sure;                 /* and not by a layer's names alone; */
    bool has_network;              /* one of the others is under a name of a network */
    bool has_metadata;             /* the dictionary is what Module.state_dict() returned */
    bool has_tensor;               /* it has tensors of its own: */
    bool has_array;                /* arrays of more than one floating-point number, */
    bool has_dotted;               /* arrays with names of a network's parameters, */
    bool has_layer;                /* or of a layer's, */
    bool has_parameter;            /* Parameters */
    bool has_list;                 /* a list of dictionaries with tensors is in it */
};

/* A tensor of the dictionary's own. */
struct statedict_tensor {
    const char *key;
    bool is_array;     /* it has dimensions, and floating-point numbers or what is not read, */
    bool is_many;      /* and more than one, as far as its shape is known; */
    bool is_parameter; /* it is a Parameter, or requires a gradient */
};

/* An entry that may be the state_dict: a dictionary or module with tensors, or, under a usual key
 * or a name of a network, a list of tensors; neither an optimiser nor the average of an entry
 * beside it ("params_ema" beside "params"). */
struct statedict_entry {
    size_t number; /* the caller's */
    const char *key;
    bool has_floats; /* arrays of floating-point numbers are in it or below it; true for a list */
    bool is_sure;    /* a module, what Module.state_dict() returned, or one whose own arrays of
                        floating-point numbers have dotted names */
    bool is_layer;   /* such arrays have the names of a layer */
};

void statedict_take_tensor(struct statedict_signs *s, const struct statedict_tensor *t);
void statedict_take_entry(struct statedict_signs *s, const struct statedict_entry *e);

/* Whether an entry counts as usual. A configuration under such a key has single numbers at most. */
bool statedict_is_usual_entry(const char *key, bool has_floats);

enum statedict_finding {
    STATEDICT_HERE, /* the dictionary itself */
    STATEDICT_BELOW,
    STATEDICT_SEVERAL_BELOW,
    STATEDICT_HERE_OR_BELOW,
    STATEDICT_NOWHERE
};

enum statedict_finding statedict_judge(const struct statedict_signs *s);

/* The entries that the state_dict is among, if it is below: those of the surest kind that there
 * is. */
const struct statedict_found *statedict_likely(const struct statedict_signs *s);

#endif
