/* The tensors of a file that are not in the state_dict: optimisers' states, generators' states,
 * losses, averages, other networks. They are listed and left out, so nothing about them, however
 * odd, may keep the state_dict from being read. Each value is visited once, so that values which
 * share or hold each other cost no more than their number. */
#include "checkpoint/torch/state_impl.h"

#include "base/text/utf8.h"

#include <stdio.h>
#include <string.h>

enum { VISIT_COST = 8, KEY_LONGEST = 255 };

static struct error *visit(struct torch_names *names, const struct pickle_value *v,
                           enum torch_role role, int depth);

/* Appends a key to the name, or the entry's number where the key would not make a name. */
static struct error *append_part(struct torch_names *names, const struct pickle_value *key,
                                 size_t number)
{
    char digits[24];
    size_t length = 0;
    const char *text = key && pickle_type(key) == PICKLE_STRING ? pickle_text(key, &length) : NULL;
    bool is_name;
    if (key && pickle_type(key) == PICKLE_INT)
        return torch_name_append_key(names, key, &is_name);
    if (length > 0 && length <= KEY_LONGEST && utf8_is_line(text, length))
        return torch_name_append(names, text, length);
    return torch_name_append(names, digits, (size_t)snprintf(digits, sizeof digits, "%zu", number));
}

/* Whether a key is one of the dictionaries in a module, which leave no trace in the names of
 * state_dict(). */
static bool is_of_module(const struct pickle_value *key)
{
    return key && (pickle_is_string(key, "_parameters") || pickle_is_string(key, "_buffers") ||
                   pickle_is_string(key, "_modules"));
}

/* Visits an entry under the current name and its key. */
static struct error *visit_part(struct torch_names *names, const struct pickle_value *key,
                                size_t number, const struct pickle_value *v, enum torch_role role,
                                int depth)
{
    struct error *err = NULL;
    size_t length = names->length;
    if (is_of_module(key))
        return visit(names, v, role, depth);
    if (length > 0)
        TRY(torch_name_append(names, ".", 1));
    TRY(append_part(names, key, number));
    TRY(visit(names, v, key && torch_is_optimiser_key(key) ? TORCH_OPTIMISER : role, depth));
out:
    torch_name_cut(names, length);
    return err;
}

static struct error *visit_mapping(struct torch_names *names, const struct pickle_value *mapping,
                                   enum torch_role role, int depth)
{
    struct error *err = NULL;
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (value)
            TRY(visit_part(names, torch_mapping_key(mapping, i), i, value, role, depth));
    }
out:
    return err;
}

static struct error *visit_list(struct torch_names *names, const struct pickle_value *list,
                                enum torch_role role, int depth)
{
    struct error *err = NULL;
    for (size_t i = 0; i < pickle_count(list); i++)
        TRY(visit_part(names, NULL, i, pickle_at(list, i), role, depth));
out:
    return err;
}

/* An object: what it was made from, what was put into it, and its attributes. */
static struct error *visit_call(struct torch_names *names, const struct pickle_value *call,
                                enum torch_role role, int depth)
{
    const struct pickle_value *parts[] = {pickle_arguments(call), pickle_items(call),
                                          pickle_state(call)};
    struct error *err = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i])
            TRY(visit(names, parts[i], role, depth));
out:
    return err;
}

static bool may_hold(const struct pickle_value *v)
{
    return pickle_type(v) == PICKLE_CALL || pickle_count(v) > 0;
}

static struct error *visit(struct torch_names *names, const struct pickle_value *v,
                           enum torch_role role, int depth)
{
    struct error *err = NULL;
    if (!may_hold(v) || torch_seen(names, v) || !torch_charge(names, VISIT_COST))
        return NULL;
    if (torch_is_tensor(v))
        return torch_add_tensor(names, v, names->is_column[pickle_index(v)] ? TORCH_COLUMN : role);
    if (depth == 0)
        return torch_add_deep(names, role);
    if (torch_is_mapping(v)) {
        enum torch_role below = torch_is_optimiser(names, v) ? TORCH_OPTIMISER : role;
        TRY(visit_mapping(names, v, below, depth - 1));
    }
    if (pickle_type(v) == PICKLE_CALL)
        TRY(visit_call(names, v, role, depth - 1));
    else if (pickle_type(v) != PICKLE_DICT)
        TRY(visit_list(names, v, role, depth - 1));
out:
    return err;
}

struct error *torch_collect_beside(struct torch_names *names, const struct pickle_value *root)
{
    torch_name_cut(names, 0);
    return visit(names, root, TORCH_BESIDE, TORCH_DEPTH_MAX);
}
