/* Finds the state_dict among a pickle's values. */
#include "checkpoint/torch/state_impl.h"

#include "base/size.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The usual keys of a state_dict. */
static const char *const usual_keys[] = {"state_dict", "model_state_dict", "model", "module"};

/* The budget of a walk, in proportion to the pickle: enough for a few names per tensor, and some
 * megabytes for small pickles. */
enum { BUDGET_FLOOR = 1 << 24, BUDGET_PER_BYTE = 64 };

enum { CANDIDATES_LISTED = 16, KEY_LISTED = 60 };

static bool is_usual(const struct pickle_value *key)
{
    for (size_t i = 0; i < sizeof usual_keys / sizeof *usual_keys; i++)
        if (pickle_is_string(key, usual_keys[i]))
            return true;
    return false;
}

static bool is_optimiser_key(const struct pickle_value *key)
{
    const char *text = pickle_text(key, NULL);
    return strncmp(text, "optim", strlen("optim")) == 0;
}

/* Entries of a mapping that may be the state_dict. */
struct candidates {
    size_t usual_count, count;                /* entries under usual keys, and under others */
    const struct pickle_value *usual, *other; /* the last of each kind */
    bool has_array;                           /* the mapping itself has a tensor with dimensions */
    bool has_tensor;
};

static bool is_container(struct torch_names *names, const struct pickle_value *v)
{
    return torch_is_mapping(v) || torch_is_module(names, v);
}

static struct candidates candidates_find(struct torch_names *names,
                                         const struct pickle_value *mapping)
{
    struct candidates c = {0};
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!torch_charge(names, 1))
            break;
        if (!key || !value || pickle_type(key) != PICKLE_STRING)
            continue;
        if (torch_is_tensor(value)) {
            c.has_tensor = true;
            c.has_array = c.has_array || torch_tensor_dims(value) > 0;
        } else if (is_container(names, value) && !is_optimiser_key(key) &&
                   torch_holds_tensors(names, value, TORCH_DEPTH_MAX)) {
            if (is_usual(key)) {
                c.usual = value;
                c.usual_count++;
            } else {
                c.other = value;
                c.count++;
            }
        }
    }
    return c;
}

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

static struct error *too_many(struct torch_names *names, const struct pickle_value *mapping,
                              bool usual)
{
    struct listing list = {0};
    char text[KEY_LISTED];
    for (size_t i = 0; i < torch_mapping_count(mapping); i++) {
        const struct pickle_value *key = torch_mapping_key(mapping, i);
        const struct pickle_value *value = torch_mapping_value(mapping, i);
        if (!key || !value || pickle_type(key) != PICKLE_STRING || is_optimiser_key(key) ||
            is_usual(key) != usual || !is_container(names, value) ||
            !torch_holds_tensors(names, value, TORCH_DEPTH_MAX))
            continue;
        printable_key(key, text);
        listing_add(&list, text);
    }
    return error_new("more than one state_dict: under %s: choose one with -k KEY", list.text);
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
        next = torch_mapping_find(v, key, length);
        while (!next && part < length) {
            part += strcspn(key + part, ".");
            if (part == length || !torch_charge(names, torch_mapping_count(v)))
                return NULL;
            next = torch_mapping_find(v, key, part++);
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
        TRY(torch_scalars_add(names->state, v));
        if (c.usual_count == 0 && (c.has_array || (c.has_tensor && c.count == 0)))
            return torch_collect(names, v);
        size_t count = c.usual_count ? c.usual_count : c.count;
        if (count == 0)
            break;
        if (count > 1)
            return chosen ? torch_collect(names, v) : too_many(names, v, c.usual_count > 0);
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
    const struct pickle_value *v = follow(names, p->root, key);
    if (torch_is_mapping(p->root))
        TRY(torch_scalars_add(names->state, p->root));
    if (!v && !names->exhausted) {
        err = error_prefix(none_found(p, p->root), "key %.60s: not there", key);
        goto out;
    }
    if (v)
        err = descend(names, p, v, true);
out:
    return err;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct torch_tensor *)a)->name, ((const struct torch_tensor *)b)->name);
}

static struct error *sort_names(struct torch_state *s)
{
    if (s->count > 0)
        qsort(s->tensors, s->count, sizeof *s->tensors, by_name);
    for (size_t i = 1; i < s->count; i++)
        if (strcmp(s->tensors[i - 1].name, s->tensors[i].name) == 0)
            return error_new("tensor %.200s: appears twice: rename one", s->tensors[i].name);
    return NULL;
}

struct error *torch_state_find(struct torch_state *s, const struct pickle *p, const char *key)
{
    struct torch_names names = {.state = s};
    struct error *err = NULL;
    *s = (struct torch_state){0};
    if (!size_mul(p->consumed, BUDGET_PER_BYTE, &names.budget) ||
        !size_add(names.budget, BUDGET_FLOOR, &names.budget)) {
        err = error_memory("the tensors of a file");
        goto out;
    }
    if (key)
        TRY(find_chosen(&names, p, key));
    else
        TRY(descend(&names, p, p->root, false));
    if (s->count > 0)
        torch_collect_optimisers(&names, p->root);
    if (names.exhausted) {
        err = error_new("pickle: the tensors' names repeat each other more often than a real "
                        "file's: write the file again");
        goto out;
    }
    if (s->count == 0) {
        err = error_new("the state_dict has no tensors: save a model that has some");
        goto out;
    }
    TRY(sort_names(s));
out:
    if (err)
        torch_state_free(s);
    return err;
}

void torch_state_free(struct torch_state *s)
{
    free(s->tensors);
    strlist_free(&s->keys);
    strlist_free(&s->values);
    arena_free(&s->arena);
    *s = (struct torch_state){0};
}
