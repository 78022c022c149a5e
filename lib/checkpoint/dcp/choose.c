#include "checkpoint/dcp/choose.h"

#include "checkpoint/statedict/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- entries: what stands under one key of a dictionary ---- */

/* The items whose paths have the same `depth` keys as the first of them, and then the same key. */
struct entry {
    size_t first, end;
    const char *key;
    bool is_leaf; /* an item itself, not a dictionary */
};

static struct entry entry_at(const struct dcp_metadata *m, const struct dcp_choice *in,
                             size_t first)
{
    const struct dcp_item *item = &m->items[first];
    struct entry e = {first, first + 1, item->path[in->depth], item->depth == in->depth + 1};
    while (e.end < in->end && strcmp(m->items[e.end].path[in->depth], e.key) == 0)
        e.end++;
    return e;
}

/* Whether the dictionary is an optimiser's state_dict, which has a key param_groups. */
static bool has_groups(const struct dcp_metadata *m, const struct entry *e, size_t depth)
{
    for (size_t i = e->first; i < e->end; i++)
        if (m->items[i].depth > depth && strcmp(m->items[i].path[depth], "param_groups") == 0)
            return true;
    return false;
}

static bool holds_tensors(const struct dcp_metadata *m, const struct entry *e)
{
    for (size_t i = e->first; i < e->end; i++)
        if (m->items[i].is_tensor)
            return true;
    return false;
}

/* Whether a dictionary may be the state_dict. */
static bool is_candidate(const struct dcp_metadata *m, const struct entry *e, size_t depth)
{
    return !e->is_leaf && !statedict_is_optimiser(e->key) && holds_tensors(m, e) &&
           !has_groups(m, e, depth + 1);
}

/* ---- going down ---- */

struct candidates {
    size_t usual_count, count;
    struct entry usual, other; /* the last of each kind */
    bool has_array, has_tensor;
};

static struct candidates find_candidates(const struct dcp_metadata *m, const struct dcp_choice *in)
{
    struct candidates c = {0};
    for (size_t i = in->first; i < in->end;) {
        struct entry e = entry_at(m, in, i);
        if (e.is_leaf && m->items[i].is_tensor) {
            c.has_tensor = true;
            c.has_array = c.has_array || m->items[i].dims > 0;
        } else if (is_candidate(m, &e, in->depth)) {
            bool usual = statedict_is_usual(e.key);
            *(usual ? &c.usual : &c.other) = e;
            *(usual ? &c.usual_count : &c.count) += 1;
        }
        i = e.end;
    }
    return c;
}

static struct error *error_many(const struct dcp_metadata *m, const struct dcp_choice *in,
                                bool usual)
{
    char names[512] = "";
    size_t used = 0;
    for (size_t i = in->first; i < in->end && used < sizeof names;) {
        struct entry e = entry_at(m, in, i);
        if (is_candidate(m, &e, in->depth) && statedict_is_usual(e.key) == usual)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%.60s", used ? ", " : "",
                                     e.key);
        i = e.end;
    }
    return error_new("more than one state_dict: under %s: choose one with -k KEY", names);
}

static struct error *error_none(const struct dcp_metadata *m, const struct dcp_choice *in)
{
    char names[512] = "";
    size_t used = 0;
    for (size_t i = in->first; i < in->end && used < sizeof names;) {
        struct entry e = entry_at(m, in, i);
        used +=
            (size_t)snprintf(names + used, sizeof names - used, "%s%.60s", used ? ", " : "", e.key);
        i = e.end;
    }
    return error_new("no state_dict: the keys are %s: save model.state_dict()",
                     used ? names : "none");
}

/* Takes an entry as the place to go on from. */
static void enter(struct dcp_choice *choice, const struct entry *e)
{
    *choice = (struct dcp_choice){e->first, e->end, choice->depth + 1};
}

/* Goes down to the state_dict. If the user named where to begin, and there are several below, all
 * of them are taken. */
static struct error *descend(struct dcp_choice *choice, const struct dcp_metadata *m, bool chosen)
{
    for (;;) {
        struct candidates c = find_candidates(m, choice);
        size_t count = c.usual_count ? c.usual_count : c.count;
        if (c.usual_count == 0 && (c.has_array || (c.has_tensor && count == 0)))
            return NULL;
        if (count == 0)
            return error_none(m, choice);
        if (count > 1)
            return chosen ? NULL : error_many(m, choice, c.usual_count > 0);
        enter(choice, c.usual_count ? &c.usual : &c.other);
    }
}

/* Finds the entry under the first `length` bytes of a key. */
static bool find_entry(const struct dcp_metadata *m, const struct dcp_choice *in, const char *key,
                       size_t length, struct entry *e)
{
    for (size_t i = in->first; i < in->end; i = e->end) {
        *e = entry_at(m, in, i);
        if (strlen(e->key) == length && memcmp(e->key, key, length) == 0)
            return true;
    }
    return false;
}

/* Follows a key such as "model.state_dict" down. At each level the whole rest is tried as a key,
 * then the shortest part of it that is a key. */
static bool follow(struct dcp_choice *choice, const struct dcp_metadata *m, const char *key)
{
    struct entry e = {0};
    while (*key) {
        size_t length = strlen(key), part = length;
        bool found = find_entry(m, choice, key, length, &e);
        for (size_t dot = strcspn(key, "."); !found && dot < length;
             dot += 1 + strcspn(key + dot + 1, ".")) {
            found = find_entry(m, choice, key, dot, &e);
            part = dot + 1;
        }
        if (!found || e.is_leaf)
            return false;
        enter(choice, &e);
        key += part;
    }
    return true;
}

struct error *dcp_choose(struct dcp_choice *choice, const struct dcp_metadata *m, const char *key)
{
    *choice = (struct dcp_choice){.end = m->count};
    if (key && !follow(choice, m, key))
        return error_prefix(error_none(m, &(struct dcp_choice){.end = m->count}),
                            "key %.60s: not there", key);
    return descend(choice, m, key != NULL);
}

/* ---- the others ---- */

/* The key param_groups in the dictionary of an item's first `depth` keys. */
struct groups {
    const struct dcp_item *item;
    size_t depth;
};

static int compare_groups(const void *key, const void *element)
{
    const struct groups *g = key;
    const struct dcp_item *other = element;
    for (size_t i = 0; i < g->depth; i++) {
        int order = i < other->depth ? strcmp(g->item->path[i], other->path[i]) : 1;
        if (order)
            return order;
    }
    return other->depth > g->depth ? strcmp("param_groups", other->path[g->depth]) : 1;
}

bool dcp_is_optimiser(const struct dcp_metadata *m, size_t item, size_t from)
{
    const struct dcp_item *i = &m->items[item];
    for (size_t depth = from + 1; depth < i->depth; depth++) {
        const struct groups groups = {i, depth};
        if (statedict_is_optimiser(i->path[depth - 1]) ||
            bsearch(&groups, m->items, m->count, sizeof *m->items, compare_groups))
            return true;
    }
    return false;
}

bool dcp_is_near(const struct dcp_choice *choice, const struct dcp_metadata *m, size_t item)
{
    const struct dcp_item *i = &m->items[item], *in = &m->items[choice->first];
    if (i->depth > choice->depth + 1)
        return false;
    for (size_t k = 0; k + 1 < i->depth; k++)
        if (strcmp(i->path[k], in->path[k]) != 0)
            return false;
    return true;
}
