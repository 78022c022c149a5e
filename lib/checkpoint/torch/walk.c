/* From mappings and modules to named tensors. Recursion is bounded by TORCH_DEPTH_MAX, work and
 * memory by the budget. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Visiting an entry takes as long as making this many bytes. */
enum { SEARCH_COST = 8 };

/* The dictionary from which BUILD set a module's attributes. */
static const struct pickle_value *module_attributes(const struct pickle_value *v)
{
    const struct pickle_value *state = pickle_state(v);
    if (state && pickle_type(state) == PICKLE_TUPLE) /* (attributes, slots) */
        state = pickle_at(state, 0);
    return state && pickle_type(state) == PICKLE_DICT ? state : NULL;
}

bool torch_charge(struct torch_names *names, size_t cost)
{
    if (names->budget < cost)
        names->exhausted = true;
    names->budget -= size_min(cost, names->budget);
    return !names->exhausted;
}

bool torch_is_module(struct torch_names *names, const struct pickle_value *v)
{
    const struct pickle_value *attributes = module_attributes(v);
    return attributes && torch_charge(names, SEARCH_COST * pickle_count(attributes)) &&
           pickle_find(attributes, "_parameters") && pickle_find(attributes, "_modules");
}

/* Whether v is an optimiser's state_dict: a mapping with param_groups. */
static bool is_optimiser(struct torch_names *names, const struct pickle_value *v)
{
    static const char mark[] = "param_groups";
    return torch_charge(names, SEARCH_COST * torch_mapping_count(v)) &&
           torch_mapping_find(v, mark, sizeof mark - 1);
}

bool torch_holds_tensors(struct torch_names *names, const struct pickle_value *v, int depth)
{
    if (!torch_charge(names, SEARCH_COST))
        return false;
    if (torch_is_tensor(v) || torch_is_module(names, v))
        return true;
    if (!torch_is_mapping(v) || depth == 0 || is_optimiser(names, v))
        return false;
    for (size_t i = 0; i < torch_mapping_count(v); i++) {
        const struct pickle_value *value = torch_mapping_value(v, i);
        if (value && torch_holds_tensors(names, value, depth - 1))
            return true;
    }
    return false;
}

static struct error *name_append(struct torch_names *names, const char *text, size_t length)
{
    if (length >= sizeof names->name - names->length)
        return error_new(
            "below \"%.60s\": a tensor's name is longer than %zu bytes: give it a shorter one",
            names->name, sizeof names->name - 1);
    memcpy(names->name + names->length, text, length);
    names->length += length;
    names->name[names->length] = '\0';
    return NULL;
}

/* Appends a key to the name. *is_name is false if the key is neither a string nor an integer. */
static struct error *name_append_key(struct torch_names *names, const struct pickle_value *key,
                                     bool *is_name)
{
    char digits[24];
    size_t length;
    const char *text = pickle_text(key, &length);
    *is_name = true;
    if (pickle_type(key) == PICKLE_INT) {
        length = (size_t)snprintf(digits, sizeof digits, "%" PRId64, pickle_int(key));
        text = digits;
    } else if (pickle_type(key) != PICKLE_STRING) {
        *is_name = false;
        return NULL;
    }
    if (!torch_is_line(text, length))
        return error_new(
            "below \"%.60s\": a tensor's name is not one line of UTF-8: give it another",
            names->name);
    return name_append(names, text, length);
}

static void name_cut(struct torch_names *names, size_t length)
{
    names->length = length;
    names->name[length] = '\0';
}

static struct error *tensors_reserve(struct torch_names *names)
{
    struct torch_state *s = names->state;
    if (s->count < names->room)
        return NULL;
    size_t room = names->room ? 2 * names->room : 64;
    struct torch_tensor *tensors = reallocarray(s->tensors, room, sizeof *tensors);
    if (!tensors)
        return error_memory("the tensors of a file");
    s->tensors = tensors;
    names->room = room;
    return NULL;
}

/* Adds the tensor v under the current name. */
static struct error *add_tensor(struct torch_names *names, const struct pickle_value *v,
                                enum torch_role role)
{
    struct torch_state *s = names->state;
    struct torch_tensor t;
    struct error *err = NULL;
    size_t cost = sizeof t + names->length + 2 * torch_tensor_dims(v) * sizeof(size_t);
    if (!torch_charge(names, cost))
        return NULL;
    TRY(tensors_reserve(names));
    err = torch_tensor_describe(&t, v, &s->arena);
    if (err) {
        err = error_prefix(err, "tensor %.200s", names->name);
        goto out;
    }
    if (role != TORCH_UNKNOWN)
        t.role = role;
    t.name = arena_text(&s->arena, names->name, names->length);
    if (!t.name) {
        err = error_memory("the tensors of a file");
        goto out;
    }
    (void)torch_charge(names, strlen(t.storage));
    s->tensors[s->count++] = t;
out:
    return err;
}

static struct error *collect_entry(struct torch_names *names, const struct pickle_value *v,
                                   enum torch_role role, int depth);

/* Collects the entries of a mapping, each under the current name and its key. */
static struct error *collect_mapping(struct torch_names *names, const struct pickle_value *mapping,
                                     enum torch_role role, int depth)
{
    struct error *err = NULL;
    size_t length = names->length;
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        bool is_name;
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!torch_charge(names, SEARCH_COST))
            break;
        if (!key || !value ||
            !(torch_is_tensor(value) || torch_is_module(names, value) || torch_is_mapping(value)))
            continue;
        TRY(name_append_key(names, key, &is_name));
        if (is_name)
            TRY(collect_entry(names, value, role, depth - 1));
        name_cut(names, length);
    }
out:
    return err;
}

static struct error *collect_children(struct torch_names *names,
                                      const struct pickle_value *children, int depth)
{
    struct error *err = NULL;
    char text[PICKLE_DESCRIPTION];
    if (!torch_charge(names, SEARCH_COST * torch_mapping_count(children)))
        return NULL;
    for (size_t i = 0; i < torch_mapping_count(children); i++) {
        const struct pickle_value *child = torch_mapping_value(children, i);
        if (!child || pickle_type(child) == PICKLE_NONE || torch_is_module(names, child))
            continue;
        if (names->exhausted)
            break;
        pickle_describe(child, text);
        err = error_new("below \"%.60s\": the parameters of a module cannot be read, which is %s: "
                        "save model.state_dict() instead",
                        names->name, text);
        goto out;
    }
    TRY(collect_mapping(names, children, TORCH_UNKNOWN, depth));
out:
    return err;
}

/* Collects a module's own tensors, then those of its children, named as by state_dict(). */
static struct error *collect_module(struct torch_names *names, const struct pickle_value *module,
                                    int depth)
{
    struct error *err = NULL;
    const struct pickle_value *attributes = module_attributes(module);
    const struct pickle_value *buffers = pickle_find(attributes, "_buffers");
    TRY(collect_mapping(names, pickle_find(attributes, "_parameters"), TORCH_PARAMETER, depth));
    if (buffers)
        TRY(collect_mapping(names, buffers, TORCH_BUFFER, depth));
    TRY(collect_children(names, pickle_find(attributes, "_modules"), depth));
out:
    return err;
}

static struct error *collect_entry(struct torch_names *names, const struct pickle_value *v,
                                   enum torch_role role, int depth)
{
    struct error *err = NULL;
    size_t length = names->length;
    if (torch_is_tensor(v))
        return add_tensor(names, v, role);
    if (depth == 0)
        return error_new("below \"%.60s\": tensors are nested deeper than %d levels: flatten them",
                         names->name, TORCH_DEPTH_MAX);
    bool is_module = torch_is_module(names, v);
    if (!is_module && is_optimiser(names, v))
        return NULL;
    if (length > 0) {
        err = name_append(names, ".", 1);
        if (err)
            return err;
    }
    if (is_module)
        err = collect_module(names, v, depth);
    else
        err = collect_mapping(names, v, role, depth);
    name_cut(names, length);
    return err;
}

struct error *torch_collect(struct torch_names *names, const struct pickle_value *v)
{
    if (torch_is_tensor(v))
        names->length = (size_t)snprintf(names->name, sizeof names->name, "array");
    return collect_entry(names, v, TORCH_UNKNOWN, TORCH_DEPTH_MAX);
}

/* Collects all tensors of an optimiser, under the current name; none if one of them cannot be read:
 * the network is still useful without its optimiser. */
static void collect_optimiser(struct torch_names *names, const struct pickle_value *v)
{
    struct torch_state *s = names->state;
    size_t count = s->count, length = names->length;
    struct error *err = name_append(names, ".", 1);
    if (!err)
        err = collect_mapping(names, v, TORCH_OPTIMISER, TORCH_DEPTH_MAX);
    if (err)
        s->count = count;
    error_free(err);
    name_cut(names, length);
}

static void collect_optimiser_list(struct torch_names *names, const struct pickle_value *list)
{
    size_t length = names->length;
    for (size_t i = 0; i < pickle_count(list) && torch_charge(names, SEARCH_COST); i++) {
        char number[24];
        int digits = snprintf(number, sizeof number, ".%zu", i);
        struct error *err = NULL;
        if (is_optimiser(names, pickle_at(list, i)))
            err = name_append(names, number, (size_t)digits);
        if (!err && names->length > length)
            collect_optimiser(names, pickle_at(list, i));
        error_free(err);
        name_cut(names, length);
    }
}

void torch_collect_optimisers(struct torch_names *names, const struct pickle_value *root)
{
    name_cut(names, 0);
    for (size_t i = 0; i < torch_mapping_count(root) && torch_charge(names, SEARCH_COST); i++) {
        bool is_name = false;
        const struct pickle_value *key = torch_mapping_key(root, i);
        const struct pickle_value *value = torch_mapping_value(root, i);
        struct error *err = key && value ? name_append_key(names, key, &is_name) : NULL;
        if (!err && is_name && pickle_type(value) == PICKLE_LIST)
            collect_optimiser_list(names, value);
        else if (!err && is_name && is_optimiser(names, value))
            collect_optimiser(names, value);
        error_free(err);
        name_cut(names, 0);
    }
}
