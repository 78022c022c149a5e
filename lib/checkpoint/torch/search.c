/* Finds the state_dict among a pickle's values.
 *
 * A mapping that holds both tensors and mappings with tensors may be a state_dict itself, or a
 * checkpoint with a state_dict below one key and other tensors (a generator's state, a loss) beside
 * it. What tells them apart, the surest sign first: the _metadata that Module.state_dict() leaves;
 * a usual key; names with dots ("fc.weight") of floating-point arrays, which are parameters;
 * Parameters. Where nothing tells, the tensors are beside the mapping below; where signs say both,
 * the user must choose. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The usual keys of a state_dict. */
static const char *const usual_keys[] = {"state_dict", "model_state_dict", "model", "module"};

static const char whole[] = "."; /* the key for all that a file holds */

enum { CANDIDATES_LISTED = 16, KEY_LISTED = 60 };

static bool is_usual(const struct pickle_value *key)
{
    for (size_t i = 0; i < sizeof usual_keys / sizeof *usual_keys; i++)
        if (pickle_is_string(key, usual_keys[i]))
            return true;
    return false;
}

/* ---- what a mapping holds ---- */

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

/* Entries of a mapping that may be the state_dict, and the signs that the mapping is one itself. */
struct candidates {
    size_t usual_count, count;                /* entries under usual keys, and under others */
    const struct pickle_value *usual, *other; /* the last of each kind */
    bool certain;       /* some of the others are modules, or what Module.state_dict() gave */
    bool named_below;   /* some have tensors with names of parameters */
    bool has_metadata;  /* the mapping is what Module.state_dict() gave */
    bool has_tensor;    /* it has tensors of its own: */
    bool has_dotted;    /* arrays with names of a network's parameters, */
    bool has_layer;     /* or of a layer's, */
    bool has_parameter; /* Parameters */
    bool has_list;      /* a list of mappings with tensors is in it */
};

static void take_tensor(struct candidates *c, const struct pickle_value *key,
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

static void take_container(struct candidates *c, struct torch_names *names,
                           const struct pickle_value *key, const struct pickle_value *value)
{
    if (is_usual(key)) {
        c->usual = value;
        c->usual_count++;
        return;
    }
    c->other = value;
    c->count++;
    c->certain = c->certain || torch_has_metadata(value) || torch_is_module(names, value);
    c->named_below = c->named_below || has_named_tensor(names, value);
}

static bool is_candidate(struct torch_names *names, const struct pickle_value *key,
                         const struct pickle_value *value)
{
    return is_container(names, value) && !torch_is_optimiser_key(key) &&
           torch_holds_tensors(names, value, TORCH_DEPTH_MAX);
}

static struct candidates candidates_find(struct torch_names *names,
                                         const struct pickle_value *mapping)
{
    struct candidates c = {.has_metadata = torch_has_metadata(mapping)};
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!torch_charge(names, 1))
            break;
        if (!key || !value || pickle_type(key) != PICKLE_STRING)
            continue;
        if (torch_is_tensor(value))
            take_tensor(&c, key, value);
        else if (is_candidate(names, key, value))
            take_container(&c, names, key, value);
        else if (!torch_is_optimiser_key(key))
            c.has_list = c.has_list || lists_containers(names, value);
    }
    return c;
}

enum finding { HERE, BELOW, SEVERAL_BELOW, HERE_OR_BELOW, NOWHERE };

static enum finding judge(const struct candidates *c)
{
    bool signs_below = c->certain || c->named_below;
    if (c->has_metadata)
        return HERE;
    if (c->usual_count > 0)
        return c->usual_count > 1 ? SEVERAL_BELOW : BELOW;
    if (c->count == 0)
        return c->has_tensor && (c->has_dotted || c->has_layer || !c->has_list) ? HERE : NOWHERE;
    if (c->has_dotted)
        return signs_below ? HERE_OR_BELOW : HERE;
    if (c->has_layer && !signs_below)
        return HERE_OR_BELOW;
    if (c->has_parameter && !signs_below)
        return HERE;
    return c->count > 1 ? SEVERAL_BELOW : BELOW;
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

/* A key for a message: cut to the room, without control characters. */
static void printable_key(const struct pickle_value *key, char text[KEY_LISTED])
{
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
                    : is_usual(key) != usual || !is_candidate(names, key, value))
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
                     "-k KEY, or all with '-k .'",
                     here.text, below.text);
}

/* Says what the root is instead of a state_dict, and what the pickle would call. Visits each value
 * once. */
static struct error *none_found(const struct pickle *p, const struct pickle_value *v)
{
    struct listing list = {0};
    char text[PICKLE_DESCRIPTION], line[KEY_LISTED + PICKLE_DESCRIPTION + 4], key_text[KEY_LISTED];
    for (size_t i = 0; torch_is_mapping(v) && i < torch_mapping_count(v); i++) {
        const struct pickle_value *key = torch_mapping_key(v, i),
                                  *value = torch_mapping_value(v, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING)
            continue;
        pickle_describe(value, text);
        printable_key(key, key_text);
        snprintf(line, sizeof line, "%s (%s)", key_text, text);
        listing_add(&list, line);
    }
    if (list.count > 0)
        return error_new("no state_dict: the keys are %s: save model.state_dict()", list.text);

    pickle_describe(v, text);
    for (const struct pickle_value *any = p->first; any; any = pickle_next(any))
        if (any != v && pickle_type(any) == PICKLE_CALL) {
            pickle_describe(any, line);
            return error_new("no state_dict: the file holds %s, with %s (which was not made): save "
                             "model.state_dict()",
                             text, line);
        }
    return error_new("no state_dict: the file holds %s%s: save model.state_dict()", text,
                     pickle_type(v) == PICKLE_CALL ? " (which was not made)" : "");
}

/* ---- the way down ---- */

/* The entry under a key of `length` bytes; in a list, under its number. */
static const struct pickle_value *entry(const struct pickle_value *v, const char *key,
                                        size_t length)
{
    char *end;
    if (pickle_type(v) != PICKLE_LIST && pickle_type(v) != PICKLE_TUPLE)
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
    for (int depth = 0; depth < TORCH_DEPTH_MAX && !names->exhausted; depth++) {
        if (torch_is_module(names, v) || torch_is_tensor(v))
            return torch_collect(names, v);
        if (!torch_is_mapping(v))
            break;
        struct candidates c = candidates_find(names, v);
        enum finding finding = judge(&c);
        TRY(torch_scalars_add(names->state, v));
        if (finding == NOWHERE)
            break;
        if (finding == HERE || (chosen && finding != BELOW))
            return torch_collect(names, v);
        if (finding == SEVERAL_BELOW)
            return too_many(names, v, c.usual_count > 0);
        if (finding == HERE_OR_BELOW)
            return unclear(names, v);
        TRY(torch_columns_add(names, v));
        v = c.usual_count ? c.usual : c.other;
    }
    if (!names->exhausted)
        err = none_found(p, v);
out:
    return err;
}

static struct error *find_chosen(struct torch_names *names, const struct pickle *p, const char *key)
{
    struct error *err = NULL;
    if (torch_is_mapping(p->root))
        TRY(torch_scalars_add(names->state, p->root));
    if (strcmp(key, whole) == 0)
        return torch_is_mapping(p->root) ? torch_collect(names, p->root)
                                         : descend(names, p, p->root, true);
    const struct pickle_value *v = follow(names, p->root, key);
    if (!v && !names->exhausted) {
        err = error_prefix(none_found(p, p->root), "key %.60s: not there", key);
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
