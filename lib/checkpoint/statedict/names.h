/* The keys under which people save networks, their averages, and optimisers; and the names of a
 * network's parameters. */
#ifndef PHATE_CHECKPOINT_STATEDICT_NAMES_H
#define PHATE_CHECKPOINT_STATEDICT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The key for all that a file or folder holds: "." */
bool statedict_is_whole(const char *key);

/* Whether a key is usual for a state_dict: state_dict, model_state_dict, model or module. Whether
 * it is a name of a network, which tells only where nothing else does: net, network, params or
 * parameters. Whether it is one under which people save an optimiser: optim..., opt_... or opt. */
bool statedict_is_usual(const char *key);
bool statedict_is_network(const char *key);
bool statedict_is_optimiser(const char *key);

/* Whether a name is one that Module.state_dict() gives a parameter of a network ("fc.weight"), or
 * of a lone layer (weight, bias). */
bool statedict_is_dotted(const char *name);
bool statedict_is_of_layer(const char *name);

/* Of a key for an average, "ema_net" or "net_ema", the key of what is averaged: where it begins in
 * `key`, and its length. NULL for other keys. */
const char *statedict_averaged(const char *key, size_t *length);

#endif
