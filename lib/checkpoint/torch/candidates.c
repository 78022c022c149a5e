/* What a mapping holds that may be the state_dict. */
#include "checkpoint/torch/candidates_impl.h"

#include <string.h>

/* The usual keys of a state_dict. */
static const char *const usual_keys[] = {"state_dict", "model_state_dict", "model", "module"};

bool torch_is_usual_key(const struct pickle_value *key)
{
    for (size_t i = 0; i < sizeof usual_keys / sizeof *usual_keys; i++)
        if (pickle_is_string(key, usual_keys[i]))
            return true;
    return false;
}

/* Whether a name is one that Module.state_dict() gives a parameter of a network, or of a lone
 * layer. */
static bool is_dotted(const struct pickle_value *key)
{
    size_t length;
    const char *text = pickle_text(key, &length);
    return memchr(text, '.', length);
}

static bool is_of_layer(const struct pickle_value *key)
{
    return pickle_is_string(key, "weight") || pickle_is_string(key, "bias");
}

static bool is_container(struct torch_names *names, const struct pickle_value *v)
{
    return torch_is_mapping(v) || torch_is_module(names, v);
}

/* Whether a list or tuple has mappings or modules with tensors. */
static bool lists_containers(struct torch_names *names, const struct pickle_value *v)
{
    if (pickle_type(v) != PICKLE_LIST && pickle_type(v) != PICKLE_TUPLE)
        return false;
    for (size_t i = 0; i < pickle_count(v) && torch_charge(names, 1); i++)
        if (is_container(names, pickle_at(v, i)) &&
            torch_holds_tensors(names, pickle_at(v, i), TORCH_DEPTH_MAX))
            return true;
    return false;
}

static void take_tensor(struct torch_candidates *c, const struct pickle_value *key,
                        const struct pickle_value *value)
{
    bool is_array = torch_is_float_array(value);
    c->has_tensor = true;
    c->has_dotted = c->has_dotted || (is_array && is_dotted(key));
    c->has_layer = c->has_layer || (is_array && is_of_layer(key));
    c->has_parameter = c->has_parameter || (is_array && torch_is_parameter(value));
}

static bool has_named_tensor(struct torch_names *names, const struct pickle_value *mapping)
{
    for (size_t i = 0; i < torch_mapping_count(mapping) && torch_charge(names, 1); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (key && value && pickle_type(key) == PICKLE_STRING &&
            (is_dotted(key) || is_of_layer(key)) && torch_is_tensor(value) &&
            torch_is_float_array(value))
            return true;
    }
    return false;
}

/* Whether there are arrays of floating-point numbers in v or in mappings below it. */
static bool holds_floats(struct torch_names *names, const struct pickle_value *v, int depth)
{
    if (!torch_charge(names, 1))
        return false;
    if (torch_is_tensor(v))
        return torch_is_float_array(v);
    if (torch_is_module(names, v))
        return true;
    for (size_t i = 0; depth > 0 && i < torch_mapping_count(v); i++) {
        const struct pickle_value *value = torch_mapping_value(v, i);
        if (value && holds_floats(names, value, depth - 1))
            return true;
    }
    return false;
}

static void count(struct torch_found *found, const struct pickle_value *v)
{
    found->last = v;
    found->count++;
}

static void take_container(struct torch_candidates *c, struct torch_names *names,
                           const struct pickle_value *key, const struct pickle_value *value)
{
    if (torch_is_usual_key(key)) {
        count(&c->usual, value);
        return;
    }
    count(&c->any, value);
    if (holds_floats(names, value, TORCH_DEPTH_MAX))
        count(&c->floats, value);
    if (torch_has_metadata(value) || torch_is_module(names, value) ||
        has_named_tensor(names, value))
        count(&c->named, value);
}

bool torch_is_candidate(struct torch_names *names, const struct pickle_value *key,
                        const struct pickle_value *value)
{
    return is_container(names, value) && !torch_is_optimiser_key(key) &&
           torch_holds_tensors(names, value, TORCH_DEPTH_MAX);
}

struct torch_candidates torch_candidates_find(struct torch_names *names,
                                              const struct pickle_value *mapping)
{
    struct torch_candidates c = {.has_metadata = torch_has_metadata(mapping)};
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!torch_charge(names, 1))
            break;
        if (!key || !value || pickle_type(key) != PICKLE_STRING)
            continue;
        if (torch_is_tensor(value))
            take_tensor(&c, key, value);
        else if (torch_is_candidate(names, key, value))
            take_container(&c, names, key, value);
        else if (!torch_is_optimiser_key(key))
            c.has_list = c.has_list || lists_containers(names, value);
    }
    return c;
}
