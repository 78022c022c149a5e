/* What a mapping holds that may be the state_dict. */
#include "checkpoint/torch/candidates_impl.h"

#include <string.h>

/* Names of a network, which tell only where nothing else does. */
static const char *const network_keys[] = {"net", "network", "params", "parameters"};

bool torch_is_usual_key(const struct pickle_value *key)
{
    return pickle_type(key) == PICKLE_STRING && torch_is_usual_name(pickle_text(key, NULL));
}

static bool is_network_key(const struct pickle_value *key)
{
    for (size_t i = 0; i < sizeof network_keys / sizeof *network_keys; i++)
        if (pickle_is_string(key, network_keys[i]))
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

bool torch_lists_tensors(struct torch_names *names, const struct pickle_value *v)
{
    if (!torch_is_list(v))
        return false;
    for (size_t i = 0; i < pickle_count(v); i++)
        if (!torch_charge(names, 1) || !torch_is_tensor(pickle_at(v, i)))
            return false;
    return pickle_count(v) > 0;
}

/* Whether a list or tuple has mappings or modules with tensors. */
static bool lists_containers(struct torch_names *names, const struct pickle_value *v)
{
    for (size_t i = 0; torch_is_list(v) && i < pickle_count(v) && torch_charge(names, 1); i++)
        if (is_container(names, pickle_at(v, i)) && torch_holds_tensors(names, pickle_at(v, i)))
            return true;
    return false;
}

/* Whether a tensor has more than one number, as far as its shape is known. */
static bool is_many(const struct pickle_value *v)
{
    const struct pickle_value *shape = torch_tensor_shape(v);
    bool many = false;
    for (size_t i = 0; shape && i < pickle_count(shape); i++) {
        if (pickle_int(pickle_at(shape, i)) == 0)
            return false;
        many = many || pickle_int(pickle_at(shape, i)) != 1;
    }
    return many;
}

static void take_tensor(struct torch_candidates *c, const struct pickle_value *key,
                        const struct pickle_value *value)
{
    bool is_array = torch_is_float_array(value);
    c->has_tensor = true;
    c->has_array = c->has_array || (is_array && is_many(value));
    c->has_dotted = c->has_dotted || (is_array && is_dotted(key));
    c->has_layer = c->has_layer || (is_array && is_of_layer(key));
    c->has_parameter = c->has_parameter || (is_array && torch_is_parameter(value));
}

static bool has_named_tensor(struct torch_names *names, const struct pickle_value *mapping,
                             bool (*is_named)(const struct pickle_value *key))
{
    for (size_t i = 0; i < torch_mapping_count(mapping) && torch_charge(names, 1); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (key && value && pickle_type(key) == PICKLE_STRING && is_named(key) &&
            torch_is_tensor(value) && torch_is_float_array(value))
            return true;
    }
    return false;
}

static void count(struct torch_found *found, const struct pickle_value *v)
{
    found->last = v;
    found->count++;
}

/* A candidate that is a list is one of tensors. */
static bool has_floats(struct torch_names *names, const struct pickle_value *candidate)
{
    return torch_is_list(candidate) || torch_holds_floats(names, candidate);
}

bool torch_is_usual(struct torch_names *names, const struct pickle_value *key,
                    const struct pickle_value *candidate)
{
    return torch_is_usual_key(key) && has_floats(names, candidate);
}

static void take_container(struct torch_candidates *c, struct torch_names *names,
                           const struct pickle_value *key, const struct pickle_value *value)
{
    if (torch_is_usual(names, key, value)) {
        count(&c->usual, value);
        return;
    }
    bool is_sure = torch_has_metadata(value) || torch_is_module(names, value) ||
                   has_named_tensor(names, value, is_dotted);
    c->has_sure = c->has_sure || is_sure;
    c->has_network = c->has_network || is_network_key(key);
    count(&c->any, value);
    if (has_floats(names, value))
        count(&c->floats, value);
    if (is_sure || has_named_tensor(names, value, is_of_layer))
        count(&c->named, value);
}

static bool may_be_network(struct torch_names *names, const struct pickle_value *key,
                           const struct pickle_value *value)
{
    if (torch_is_list(value))
        return (torch_is_usual_key(key) || is_network_key(key)) &&
               torch_lists_tensors(names, value);
    return is_container(names, value) && !torch_is_optimiser_key(key) &&
           torch_holds_tensors(names, value);
}

/* Whether a key is that of another entry which may be a state_dict, but for "_ema" behind or "ema_"
 * in front. */
static bool is_average(struct torch_names *names, const struct pickle_value *mapping,
                       const struct pickle_value *key)
{
    static const char front[] = "ema_", end[] = "_ema";
    enum { MARK = sizeof end - 1 };
    size_t length;
    const char *text = pickle_text(key, &length), *stem = NULL;
    if (length > MARK && memcmp(text, front, MARK) == 0)
        stem = text + MARK;
    else if (length > MARK && memcmp(text + length - MARK, end, MARK) == 0)
        stem = text;
    if (!stem || !torch_charge(names, torch_mapping_count(mapping)))
        return false;
    const struct pickle_value *value = torch_mapping_find(mapping, stem, length - MARK);
    return value && (is_container(names, value) ? torch_holds_tensors(names, value)
                                                : torch_lists_tensors(names, value));
}

bool torch_is_candidate(struct torch_names *names, const struct pickle_value *mapping, size_t i)
{
    const struct pickle_value *key = torch_mapping_key(mapping, i);
    const struct pickle_value *value = torch_mapping_value(mapping, i);
    return key && value && pickle_type(key) == PICKLE_STRING && may_be_network(names, key, value) &&
           !is_average(names, mapping, key);
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
        else if (torch_is_candidate(names, mapping, i))
            take_container(&c, names, key, value);
        else if (!torch_is_optimiser_key(key))
            c.has_list = c.has_list || lists_containers(names, value);
    }
    return c;
}
