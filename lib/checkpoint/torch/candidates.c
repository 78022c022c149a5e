/* What a mapping holds that may be the state_dict. */
#include "checkpoint/torch/candidates_impl.h"

#include "checkpoint/statedict/names.h"

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

static bool has_named_tensor(struct torch_names *names, const struct pickle_value *mapping,
                             bool (*is_named)(const char *key))
{
    for (size_t i = 0; i < torch_mapping_count(mapping) && torch_charge(names, 1); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (key && value && pickle_type(key) == PICKLE_STRING && is_named(pickle_text(key, NULL)) &&
            torch_is_tensor(value) && torch_is_float_array(value))
            return true;
    }
    return false;
}

/* Of a candidate: one that is a list is one of tensors. */
static bool has_floats(struct torch_names *names, const struct pickle_value *candidate)
{
    return torch_is_list(candidate) || torch_holds_floats(names, candidate);
}

bool torch_is_usual(struct torch_names *names, const struct pickle_value *key,
                    const struct pickle_value *candidate)
{
    return statedict_is_usual_entry(pickle_text(key, NULL), has_floats(names, candidate));
}

static bool is_sure(struct torch_names *names, const struct pickle_value *candidate)
{
    return torch_has_metadata(candidate) || torch_is_module(names, candidate) ||
           has_named_tensor(names, candidate, statedict_is_dotted);
}

static bool may_be_network(struct torch_names *names, const char *key,
                           const struct pickle_value *value)
{
    if (torch_is_list(value))
        return (statedict_is_usual(key) || statedict_is_network(key)) &&
               torch_lists_tensors(names, value);
    return is_container(names, value) && !statedict_is_optimiser(key) &&
           torch_holds_tensors(names, value);
}

/* Whether a key is for the average of another entry which may be a state_dict. */
static bool is_average(struct torch_names *names, const struct pickle_value *mapping,
                       const char *key)
{
    size_t length;
    const char *averaged = statedict_averaged(key, &length);
    if (!averaged || !torch_charge(names, torch_mapping_count(mapping)))
        return false;
    const struct pickle_value *value = torch_mapping_find(mapping, averaged, length);
    return value && (is_container(names, value) ? torch_holds_floats(names, value)
                                                : torch_lists_tensors(names, value));
}

bool torch_is_candidate(struct torch_names *names, const struct pickle_value *mapping, size_t i)
{
    const struct pickle_value *key = torch_mapping_key(mapping, i);
    const struct pickle_value *value = torch_mapping_value(mapping, i);
    if (!key || !value || pickle_type(key) != PICKLE_STRING)
        return false;
    const char *text = pickle_text(key, NULL);
    return may_be_network(names, text, value) && !is_average(names, mapping, text);
}

/* Takes entry i of a mapping, whose key is a string. */
static void take_value(struct statedict_signs *s, struct torch_names *names,
                       const struct pickle_value *mapping, size_t i)
{
    const char *key = pickle_text(torch_mapping_key(mapping, i), NULL);
    const struct pickle_value *value = torch_mapping_value(mapping, i);
    if (torch_is_tensor(value))
        statedict_take_tensor(s, &(struct statedict_tensor){key, torch_is_float_array(value),
                                                            is_many(value),
                                                            torch_is_parameter(value)});
    else if (torch_is_candidate(names, mapping, i))
        statedict_take_entry(
            s, &(struct statedict_entry){i, key, has_floats(names, value), is_sure(names, value),
                                         has_named_tensor(names, value, statedict_is_of_layer)});
    else if (!statedict_is_optimiser(key))
        s->has_list = s->has_list || lists_containers(names, value);
}

struct statedict_signs torch_signs_find(struct torch_names *names,
                                        const struct pickle_value *mapping)
{
    struct statedict_signs s = {.has_metadata = torch_has_metadata(mapping)};
    for (size_t i = 0; i < torch_mapping_count(mapping) && torch_charge(names, 1); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        if (key && torch_mapping_value(mapping, i) && pickle_type(key) == PICKLE_STRING)
            take_value(&s, names, mapping, i);
    }
    return s;
}
