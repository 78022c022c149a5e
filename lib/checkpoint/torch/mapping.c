/* Mappings and lists, in the several forms in which Python pickles them. */
#include "checkpoint/torch/state_impl.h"

#include <string.h>

/* Python 2 pickles an OrderedDict as a call with a list of pairs. */
static const struct pickle_value *pair_list(const struct pickle_value *v)
{
    const struct pickle_value *callee = pickle_callee(v);
    if (!callee || !pickle_is_global(callee, "collections.OrderedDict"))
        return NULL;
    const struct pickle_value *list = pickle_at(pickle_arguments(v), 0);
    return list && pickle_type(list) == PICKLE_LIST ? list : NULL;
}

static const struct pickle_value *dict_of(const struct pickle_value *v)
{
    const struct pickle_value *items = pickle_items(v);
    if (pickle_type(v) == PICKLE_DICT)
        return v;
    return items && pickle_type(items) == PICKLE_DICT ? items : NULL;
}

bool torch_is_mapping(const struct pickle_value *v)
{
    const struct pickle_value *callee = pickle_callee(v);
    return dict_of(v) || pair_list(v) ||
           (callee && pickle_is_global(callee, "collections.OrderedDict"));
}

size_t torch_mapping_count(const struct pickle_value *v)
{
    const struct pickle_value *dict = dict_of(v), *pairs = pair_list(v);
    return dict ? pickle_count(dict) : pairs ? pickle_count(pairs) : 0;
}

/* Part `which` of a pair: the key or the value. */
static const struct pickle_value *pair_part(const struct pickle_value *v, size_t i, size_t which)
{
    const struct pickle_value *pair = pickle_at(pair_list(v), i);
    return pickle_type(pair) != PICKLE_DICT ? pickle_at(pair, which) : NULL;
}

const struct pickle_value *torch_mapping_key(const struct pickle_value *v, size_t i)
{
    const struct pickle_value *dict = dict_of(v);
    return dict ? pickle_key(dict, i) : pair_part(v, i, 0);
}

const struct pickle_value *torch_mapping_value(const struct pickle_value *v, size_t i)
{
    const struct pickle_value *dict = dict_of(v);
    return dict ? pickle_at(dict, i) : pair_part(v, i, 1);
}

const struct pickle_value *torch_mapping_find(const struct pickle_value *v, const char *key,
                                              size_t length)
{
    for (size_t i = torch_mapping_count(v); i-- > 0;) {
        const struct pickle_value *k = torch_mapping_key(v, i);
        size_t k_length;
        if (!k || pickle_type(k) != PICKLE_STRING)
            continue;
        const char *text = pickle_text(k, &k_length);
        if (k_length == length && memcmp(text, key, length) == 0)
            return torch_mapping_value(v, i);
    }
    return NULL;
}

bool torch_is_list(const struct pickle_value *v)
{
    return pickle_type(v) == PICKLE_LIST || pickle_type(v) == PICKLE_TUPLE;
}

bool torch_has_metadata(const struct pickle_value *v)
{
    const struct pickle_value *state = pickle_state(v);
    return state && pickle_find(state, "_metadata");
}
