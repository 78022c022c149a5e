/* From mappings and modules to named tensors. Recursion is bounded by TORCH_DEPTH_MAX, work and
 * memory by the budget. */
#include "checkpoint/torch/state_impl.h"

#include "base/array.h"
#include "base/size.h"
#include "checkpoint/statedict/names.h"

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

bool torch_seen(struct torch_names *names, const struct pickle_value *v)
{
    bool seen = names->seen[pickle_index(v)];
    names->seen[pickle_index(v)] = true;
    return seen;
}

bool torch_is_module(struct torch_names *names, const struct pickle_value *v)
{
    const struct pickle_value *attributes = module_attributes(v);
    return attributes && torch_charge(names, SEARCH_COST * pickle_count(attributes)) &&
           pickle_find(attributes, "_parameters") && pickle_find(attributes, "_modules");
}

/* Whether v is an optimiser's state_dict: a mapping with param_groups. */
bool torch_is_optimiser(struct torch_names *names, const struct pickle_value *v)
{
    static const char mark[] = "param_groups";
    return torch_charge(names, SEARCH_COST * torch_mapping_count(v)) &&
           torch_mapping_find(v, mark, sizeof mark - 1);
}

bool torch_is_optimiser_key(const struct pickle_value *key)
{
    return pickle_type(key) == PICKLE_STRING && statedict_is_optimiser(pickle_text(key, NULL));
}

/* Whether v, or what is below it, is a module or a tensor that is sought. */
static bool holds(struct torch_names *names, const struct pickle_value *v,
                  bool (*is_sought)(const struct pickle_value *tensor), int depth)
{
    if (!torch_charge(names, SEARCH_COST))
        return false;
    if (torch_is_tensor(v))
        return is_sought(v);
    if (torch_is_module(names, v))
        return true;
    if (!torch_is_mapping(v) || depth == 0 || torch_is_optimiser(names, v))
        return false;
    for (size_t i = 0; i < torch_mapping_count(v); i++) {
        const struct pickle_value *value = torch_mapping_value(v, i);
        if (value && holds(names, value, is_sought, depth - 1))
            return true;
    }
    return false;
}

bool torch_holds_tensors(struct torch_names *names, const struct pickle_value *v)
{
    return holds(names, v, torch_is_tensor, TORCH_DEPTH_MAX);
}

bool torch_holds_floats(struct torch_names *names, const struct pickle_value *v)
{
    return holds(names, v, torch_is_float_array, TORCH_DEPTH_MAX);
}

static struct error *tensors_reserve(struct torch_names *names)
{
    struct torch_state *s = names->state;
    struct torch_tensor *tensors = array_grown(s->tensors, &names->room, s->count, sizeof *tensors);
    if (!tensors)
        return error_memory("the tensors of a file");
    s->tensors = tensors;
    return NULL;
}

/* Adds t under the current name. */
static struct error *add(struct torch_names *names, struct torch_tensor *t)
{
    struct torch_state *s = names->state;
    struct error *err = tensors_reserve(names);
    if (err)
        return err;
    t->name = arena_text(&s->arena, names->name, names->length);
    if (!t->name)
        return error_memory("the tensors of a file");
    s->tensors[s->count++] = *t;
    return NULL;
}

static struct error *set_unreadable(struct torch_names *names, struct torch_tensor *t,
                                    const char *why)
{
    *t = (struct torch_tensor){0};
    return torch_tensor_refuse(t, why, &names->state->arena);
}

bool torch_is_beside(enum torch_role role)
{
    return role == TORCH_BESIDE || role == TORCH_OPTIMISER || role == TORCH_COLUMN;
}

/* Describes a tensor; one that is not in the state_dict and cannot be described closes nothing. */
static struct error *describe(struct torch_names *names, struct torch_tensor *t,
                              const struct pickle_value *v, bool is_beside)
{
    struct error *err = torch_tensor_describe(t, v, &names->state->arena);
    if (!err || error_is_of_memory(err))
        return err;
    if (!is_beside)
        return error_prefix(err, "tensor %.200s", names->name);
    struct error *why = err;
    err = set_unreadable(names, t, error_text(why));
    error_free(why);
    return err;
}

struct error *torch_add_tensor(struct torch_names *names, const struct pickle_value *v,
                               enum torch_role role)
{
    struct torch_tensor t;
    struct error *err = NULL;
    size_t cost = sizeof t + names->length + 2 * torch_tensor_dims(v) * sizeof(size_t);
    if (!torch_charge(names, cost))
        return NULL;
    names->seen[pickle_index(v)] = true;
    TRY(describe(names, &t, v, torch_is_beside(role)));
    if (role != TORCH_UNKNOWN)
        t.role = role;
    (void)torch_charge(names, strlen(t.unreadable ? t.unreadable : t.storage));
    TRY(add(names, &t));
out:
    return err;
}

struct error *torch_add_deep(struct torch_names *names, enum torch_role role)
{
    char why[128];
    struct torch_tensor t;
    struct error *err;
    snprintf(why, sizeof why, "what is nested deeper than %d levels is not read: flatten it",
             TORCH_DEPTH_MAX);
    (void)torch_charge(names, sizeof t + names->length + sizeof why);
    TRY(set_unreadable(names, &t, why));
    t.role = role;
    TRY(add(names, &t));
out:
    return err;
}

static struct error *collect_entry(struct torch_names *names, const struct pickle_value *v,
                                   enum torch_role role, int depth);

/* Whether a key is the one of Module.get_extra_state(): not trained, whatever it holds. */
static bool is_extra(const struct pickle_value *key)
{
    static const char end[] = "_extra_state";
    size_t length;
    const char *text = pickle_type(key) == PICKLE_STRING ? pickle_text(key, &length) : NULL;
    return text && length >= sizeof end - 1 && strcmp(text + length - (sizeof end - 1), end) == 0;
}

static bool may_collect(struct torch_names *names, const struct pickle_value *v)
{
    return torch_is_tensor(v) || torch_is_module(names, v) || torch_is_mapping(v);
}

/* Collects the tensors of a list, named by their numbers in it: of a network's parameters, or one
 * that Module.state_dict() returned among its tensors, as for the weight and the bias of a
 * quantised layer. */
static struct error *collect_list(struct torch_names *names, const struct pickle_value *list,
                                  enum torch_role role)
{
    struct error *err = NULL;
    size_t length = names->length;
    for (size_t i = 0; i < pickle_count(list) && torch_charge(names, SEARCH_COST); i++) {
        char number[24];
        int digits = snprintf(number, sizeof number, "%s%zu", length > 0 ? "." : "", i);
        if (!torch_is_tensor(pickle_at(list, i)))
            continue;
        TRY(torch_name_append(names, number, (size_t)digits));
        TRY(torch_add_tensor(names, pickle_at(list, i), role));
        torch_name_cut(names, length);
    }
out:
    return err;
}

/* What the key of an entry says: that it is not of the network, or nothing. */
static enum torch_role role_of_entry(const struct pickle_value *key,
                                     const struct pickle_value *value, enum torch_role role)
{
    if (is_extra(key))
        return TORCH_BUFFER;
    return torch_is_mapping(value) && torch_is_optimiser_key(key) ? TORCH_OPTIMISER : role;
}

/* Collects the entries of a mapping, each under the current name and its key. */
static struct error *collect_mapping(struct torch_names *names, const struct pickle_value *mapping,
                                     enum torch_role role, int depth)
{
    struct error *err = NULL;
    size_t length = names->length;
    bool takes_lists = names->takes_lists || torch_has_metadata(mapping);
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        bool is_name;
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!torch_charge(names, SEARCH_COST))
            break;
        if (!key || !value || !(may_collect(names, value) || (takes_lists && torch_is_list(value))))
            continue;
        TRY(torch_name_append_key(names, key, &is_name));
        if (is_name)
            TRY(collect_entry(names, value, role_of_entry(key, value, role), depth - 1));
        torch_name_cut(names, length);
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
        return torch_add_tensor(names, v, role);
    if (torch_is_list(v))
        return collect_list(names, v, role);
    if (depth == 0)
        return error_new("below \"%.60s\": tensors are nested deeper than %d levels: flatten them",
                         names->name, TORCH_DEPTH_MAX);
    bool is_module = torch_is_module(names, v);
    if (!is_module && torch_is_optimiser(names, v))
        return NULL;
    if (length > 0) {
        err = torch_name_append(names, ".", 1);
        if (err)
            return err;
    }
    if (is_module)
        err = collect_module(names, v, depth);
    else
        err = collect_mapping(names, v, role, depth);
    torch_name_cut(names, length);
    return err;
}

struct error *torch_collect(struct torch_names *names, const struct pickle_value *v)
{
    if (torch_is_tensor(v))
        names->length = (size_t)snprintf(names->name, sizeof names->name, "array");
    return collect_entry(names, v, TORCH_UNKNOWN, TORCH_DEPTH_MAX);
}
