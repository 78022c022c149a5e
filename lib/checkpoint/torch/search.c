/* Finds the state_dict among a pickle's values, by the rules of statedict/signs.h. */
#include "checkpoint/torch/candidates_impl.h"

#include "checkpoint/statedict/listing.h"
#include "checkpoint/statedict/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is said where there is no one state_dict ---- */

/* The keys of a mapping's own tensors, or of the entries that may be the state_dict. */
static void list_keys(struct statedict_listing *list, struct torch_names *names,
                      const struct pickle_value *mapping, bool tensors, bool usual)
{
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING)
            continue;
        if (tensors ? torch_is_tensor(value)
                    : torch_is_candidate(names, mapping, i) &&
                          torch_is_usual(names, key, value) == usual)
            statedict_list(list, pickle_text(key, NULL), NULL);
    }
}

static struct error *too_many(struct torch_names *names, const struct pickle_value *mapping,
                              bool usual)
{
    struct statedict_listing below = {0};
    list_keys(&below, names, mapping, false, usual);
    return statedict_several(&below);
}

static struct error *unclear(struct torch_names *names, const struct pickle_value *mapping)
{
    struct statedict_listing here = {0}, below = {0};
    list_keys(&here, names, mapping, true, false);
    list_keys(&below, names, mapping, false, false);
    return statedict_unclear(&here, &below);
}

static void list_entry(struct statedict_listing *list, struct torch_names *names,
                       const struct pickle_value *key, const struct pickle_value *value)
{
    char what[PICKLE_DESCRIPTION] = "a tensor", digits[24];
    const char *text = pickle_text(key, NULL);
    if (torch_lists_tensors(names, value))
        snprintf(what, sizeof what, "a list of tensors");
    else if (!torch_is_tensor(value))
        pickle_describe(value, what);
    if (pickle_type(key) == PICKLE_INT) {
        snprintf(digits, sizeof digits, "%" PRId64, pickle_int(key));
        text = digits;
    }
    statedict_list(list, text, what);
}

static void list_entries(struct statedict_listing *list, struct torch_names *names,
                         const struct pickle_value *v)
{
    for (size_t i = 0; torch_is_mapping(v) && i < torch_mapping_count(v); i++) {
        const struct pickle_value *key = torch_mapping_key(v, i),
                                  *value = torch_mapping_value(v, i);
        if (key && value && (pickle_type(key) == PICKLE_STRING || pickle_type(key) == PICKLE_INT))
            list_entry(list, names, key, value);
    }
}

/* A call in the file, but of v, that makes neither a tensor nor a mapping, which tensors and
 * networks consist of; or NULL. Visits each value once. */
static const struct pickle_value *strange_call(const struct pickle *p, const struct pickle_value *v)
{
    const struct pickle_value *any = p->first;
    while (any && (any == v || pickle_type(any) != PICKLE_CALL || torch_is_mapping(any) ||
                   torch_is_tensor(any)))
        any = pickle_next(any);
    return any;
}

/* Whether an entry of a mapping is a list of tensors. */
static bool has_list_of_tensors(struct torch_names *names, const struct pickle_value *mapping)
{
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (value && torch_lists_tensors(names, value))
            return true;
    }
    return false;
}

/* Says what v is instead of a state_dict, and what the pickle would call. */
static struct error *none_found(struct torch_names *names, const struct pickle *p,
                                const struct pickle_value *v)
{
    struct statedict_listing list = {0};
    char text[PICKLE_DESCRIPTION], call_text[PICKLE_DESCRIPTION];
    list_entries(&list, names, v);
    if (list.count > 0)
        return error_new("no state_dict: the keys are %s: save model.state_dict()%s", list.text,
                         has_list_of_tensors(names, v)
                             ? ", or choose a list of tensors with -k KEY, or all with '-k .'"
                             : "");

    pickle_describe(v, text);
    const struct pickle_value *call = strange_call(p, v);
    if (call) {
        pickle_describe(call, call_text);
        return error_new("no state_dict: the file holds %s, with %s (which was not made): save "
                         "model.state_dict()",
                         text, call_text);
    }
    if (torch_is_list(v))
        return error_new("no state_dict: the file holds %s of %zu: save model.state_dict(), or "
                         "choose an entry by its number, from -k 0",
                         text, pickle_count(v));
    return error_new("no state_dict: the file holds %s%s: save model.state_dict()", text,
                     pickle_type(v) == PICKLE_CALL ? " (which was not made)" : "");
}

/* ---- the way down ---- */

/* The entry under a key of `length` bytes; in a list, under its number. */
static const struct pickle_value *entry(const struct pickle_value *v, const char *key,
                                        size_t length)
{
    char *end;
    if (!torch_is_list(v))
        return torch_mapping_find(v, key, length);
    unsigned long number = strtoul(key, &end, 10);
    return *key >= '0' && *key <= '9' && end == key + length ? pickle_at(v, number) : NULL;
}

/* Follows a key such as "model.state_dict" down from v. At each level the whole rest is tried as a
 * key, then the shortest part of it that is a key. NULL if the key leads nowhere. */
static const struct pickle_value *follow(struct torch_names *names, const struct pickle_value *v,
                                         const char *key)
{
    while (v && *key) {
        const struct pickle_value *next;
        size_t length = strlen(key), part = 0;
        if (!torch_charge(names, torch_mapping_count(v)))
            return NULL;
        next = entry(v, key, length);
        while (!next && part < length) {
            part += strcspn(key + part, ".");
            if (part == length || !torch_charge(names, torch_mapping_count(v)))
                return NULL;
            next = entry(v, key, part++);
            length = next ? part : length;
        }
        v = next;
        key += length;
    }
    return v;
}

/* Goes down from v to the state_dict, takes the scalars on the way, and collects the tensors. If v
 * was `chosen` by the user and holds several state_dicts, all of them are taken. */
static struct error *descend(struct torch_names *names, const struct pickle *p,
                             const struct pickle_value *v, bool chosen)
{
    struct error *err = NULL;
    const struct pickle_value *start = v;
    for (int depth = 0; depth < TORCH_DEPTH_MAX && !names->exhausted; depth++) {
        if (torch_is_module(names, v) || torch_is_tensor(v) || torch_lists_tensors(names, v))
            return torch_collect(names, v);
        if (!torch_is_mapping(v))
            break;
        struct statedict_signs signs = torch_signs_find(names, v);
        enum statedict_finding finding = statedict_judge(&signs);
        TRY(torch_scalars_add(names->state, v));
        if (finding == STATEDICT_NOWHERE)
            break;
        if (finding == STATEDICT_HERE || (chosen && finding != STATEDICT_BELOW))
            return torch_collect(names, v);
        if (finding == STATEDICT_SEVERAL_BELOW)
            return too_many(names, v, signs.usual.count > 0);
        if (finding == STATEDICT_HERE_OR_BELOW)
            return unclear(names, v);
        TRY(torch_columns_add(names, v));
        v = torch_mapping_value(v, statedict_likely(&signs)->last);
    }
    if (!names->exhausted)
        err = none_found(names, p, start);
out:
    return err;
}

static struct error *find_chosen(struct torch_names *names, const struct pickle *p, const char *key)
{
    struct error *err = NULL;
    if (torch_is_mapping(p->root))
        TRY(torch_scalars_add(names->state, p->root));
    names->takes_lists = statedict_is_whole(key);
    if (names->takes_lists)
        return torch_is_mapping(p->root) ? torch_collect(names, p->root)
                                         : descend(names, p, p->root, true);
    const struct pickle_value *v = follow(names, p->root, key);
    if (!v && !names->exhausted) {
        err = error_prefix(none_found(names, p, p->root), "key %.60s: not there", key);
        goto out;
    }
    if (v && v != p->root && torch_is_mapping(p->root))
        TRY(torch_columns_add(names, p->root));
    if (v)
        err = descend(names, p, v, true);
out:
    return err;
}

struct error *torch_search(struct torch_names *names, const struct pickle *p, const char *key)
{
    return key ? find_chosen(names, p, key) : descend(names, p, p->root, false);
}
