/* Finds the state_dict among a pickle's values.
 *
 * A mapping that holds both tensors and mappings with tensors may be a state_dict itself, or a
 * checkpoint with a state_dict below one key and other tensors (a generator's state, a loss) beside
 * it. What tells them apart, the surest sign first: the _metadata that Module.state_dict() leaves;
 * a usual key, with floating-point arrays below it; names with dots ("fc.weight") of floating-point
 * arrays, which are parameters; Parameters; a name of a network ("net") over the mapping below.
 * Where nothing tells, as between weights and their velocities, or signs say both, the user must
 * choose. Of several mappings below, the one that has such signs is the state_dict, or, where none
 * has, the only one with floating-point arrays. A list of tensors is a state_dict too, whose names
 * are numbers. */
#include "checkpoint/torch/candidates_impl.h"

#include "base/size.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char whole[] = "."; /* the key for all that a file holds */

enum { CANDIDATES_LISTED = 16, KEY_LISTED = 60 };

enum finding { HERE, BELOW, SEVERAL_BELOW, HERE_OR_BELOW, NOWHERE };

/* The entries that the state_dict is among: the surest kind that there is one of, else all. */
static const struct torch_found *likely(const struct torch_candidates *c)
{
    if (c->usual.count > 0)
        return &c->usual;
    if (c->named.count > 0)
        return c->named.count == 1 ? &c->named : &c->any;
    return c->floats.count == 1 ? &c->floats : &c->any;
}

static enum finding judge(const struct torch_candidates *c)
{
    bool signs_below = c->named.count > 0;
    if (c->has_metadata)
        return HERE;
    if (c->usual.count == 0 && c->any.count == 0)
        return c->has_tensor && (c->has_dotted || c->has_layer || !c->has_list) ? HERE : NOWHERE;
    if (c->usual.count == 0 && c->has_dotted)
        return signs_below ? HERE_OR_BELOW : HERE;
    if (c->usual.count == 0 && !signs_below && c->has_array && c->floats.count == 0)
        return HERE;
    if (c->usual.count == 0 && c->has_layer && !c->has_sure)
        return HERE_OR_BELOW;
    if (c->usual.count == 0 && !signs_below && c->has_parameter)
        return HERE;
    if (c->usual.count == 0 && !signs_below && c->has_array && !c->has_network)
        return HERE_OR_BELOW;
    return likely(c)->count > 1 ? SEVERAL_BELOW : BELOW;
}

/* ---- what is said where there is no one state_dict ---- */

/* A list in a message, of bounded length. */
struct listing {
    char text[CANDIDATES_LISTED * (KEY_LISTED + PICKLE_DESCRIPTION)];
    size_t length, count;
};

static void listing_add(struct listing *list, const char *text)
{
    if (++list->count > CANDIDATES_LISTED)
        text = list->count == CANDIDATES_LISTED + 1 ? "..." : NULL;
    size_t room = sizeof list->text - list->length;
    if (text && room > 1)
        list->length += size_min((size_t)snprintf(list->text + list->length, room, "%s%s",
                                                  list->length ? ", " : "", text),
                                 room - 1);
}

/* A string or a whole number for a message: cut to the room, without control characters. */
static void printable_key(const struct pickle_value *key, char text[KEY_LISTED])
{
    if (pickle_type(key) == PICKLE_INT)
        snprintf(text, KEY_LISTED, "%" PRId64, pickle_int(key));
    else
        snprintf(text, KEY_LISTED, "%s", pickle_text(key, NULL));
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
}

/* The keys of a mapping's own tensors, or of the entries that may be the state_dict. */
static void list_keys(struct listing *list, struct torch_names *names,
                      const struct pickle_value *mapping, bool tensors, bool usual)
{
    char text[KEY_LISTED];
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING)
            continue;
        if (tensors ? !torch_is_tensor(value)
                    : !torch_is_candidate(names, mapping, i) ||
                          torch_is_usual(names, key, value) != usual)
            continue;
        printable_key(key, text);
        listing_add(list, text);
    }
}

static struct error *too_many(struct torch_names *names, const struct pickle_value *mapping,
                              bool usual)
{
    struct listing below = {0};
    list_keys(&below, names, mapping, false, usual);
    return error_new(
        "more than one state_dict: under %s: choose one with -k KEY, or all with '-k .'",
        below.text);
}

static struct error *unclear(struct torch_names *names, const struct pickle_value *mapping)
{
    struct listing here = {0}, below = {0};
    list_keys(&here, names, mapping, true, false);
    list_keys(&below, names, mapping, false, false);
    return error_new("more than one state_dict: the tensors %s, and what is under %s: choose with "
                     "-k KEY, or all with '-k .'; then -x '^KEY\\.' leaves what is under a key out",
                     here.text, below.text);
}

static void list_entry(struct listing *list, struct torch_names *names,
                       const struct pickle_value *key, const struct pickle_value *value)
{
    char what[PICKLE_DESCRIPTION] = "a tensor", key_text[KEY_LISTED];
    char line[sizeof what + sizeof key_text + 4];
    if (torch_lists_tensors(names, value))
        snprintf(what, sizeof what, "a list of tensors");
    else if (!torch_is_tensor(value))
        pickle_describe(value, what);
    printable_key(key, key_text);
    snprintf(line, sizeof line, "%s (%s)", key_text, what);
    listing_add(list, line);
}

static void list_entries(struct listing *list, struct torch_names *names,
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
    struct listing list = {0};
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
        struct torch_candidates c = torch_candidates_find(names, v);
        enum finding finding = judge(&c);
        TRY(torch_scalars_add(names->state, v));
        if (finding == NOWHERE)
            break;
        if (finding == HERE || (chosen && finding != BELOW))
            return torch_collect(names, v);
        if (finding == SEVERAL_BELOW)
            return too_many(names, v, c.usual.count > 0);
        if (finding == HERE_OR_BELOW)
            return unclear(names, v);
        TRY(torch_columns_add(names, v));
        v = likely(&c)->last;
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
    names->takes_lists = strcmp(key, whole) == 0;
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
