#include "checkpoint/statedict/names.h"

#include "base/array.h"

#include <string.h>

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

bool statedict_is_whole(const char *key)
{
    return strcmp(key, ".") == 0;
}

bool statedict_is_usual(const char *key)
{
    static const char *const usual[] = {"state_dict", "model_state_dict", "model", "module"};
    return is_one_of(key, usual, ARRAY_LENGTH(usual));
}

bool statedict_is_network(const char *key)
{
    static const char *const network[] = {"net", "network", "params", "parameters"};
    return is_one_of(key, network, ARRAY_LENGTH(network));
}

bool statedict_is_optimiser(const char *key)
{
    return strncmp(key, "optim", strlen("optim")) == 0 ||
           strncmp(key, "opt_", strlen("opt_")) == 0 || strcmp(key, "opt") == 0;
}

bool statedict_is_dotted(const char *name)
{
    return strchr(name, '.');
}

bool statedict_is_of_layer(const char *name)
{
    static const char *const layer[] = {"weight", "bias"};
    return is_one_of(name, layer, ARRAY_LENGTH(layer));
}

const char *statedict_averaged(const char *key, size_t *length)
{
    static const char front[] = "ema_", end[] = "_ema";
    enum { MARK = sizeof end - 1 };
    size_t whole = strlen(key);
    if (whole <= MARK)
        return NULL;
    *length = whole - MARK;
    if (memcmp(key, front, MARK) == 0)
        return key + MARK;
    return memcmp(key + *length, end, MARK) == 0 ? key : NULL;
}
