#include "checkpoint/dcp/choose.h"

#include "checkpoint/dcp/candidates_impl.h"
#include "checkpoint/dcp/item.h"
#include "checkpoint/statedict/listing.h"
#include "checkpoint/statedict/names.h"

#include <string.h>

/* ---- what is said where there is no one state_dict ---- */

/* The keys of a dictionary's own tensors, or of the entries that may be the state_dict. */
static void list_keys(struct statedict_listing *list, const struct dcp_metadata *m,
                      const struct dcp_choice *in, bool tensors, bool usual)
{
    struct dcp_entry e;
    for (size_t i = in->first; i < in->end; i = e.end) {
        e = dcp_entry_at(m, in, i);
        if (tensors ? e.is_tensor : dcp_is_candidate(m, in, &e) && dcp_is_usual(m, &e) == usual)
            statedict_list(list, e.key, NULL);
    }
}

static struct error *too_many(const struct dcp_metadata *m, const struct dcp_choice *in, bool usual)
{
    struct statedict_listing below = {0};
    list_keys(&below, m, in, false, usual);
    return statedict_several(&below);
}

static struct error *unclear(const struct dcp_metadata *m, const struct dcp_choice *in)
{
    struct statedict_listing here = {0}, below = {0};
    list_keys(&here, m, in, true, false);
    list_keys(&below, m, in, false, false);
    return statedict_unclear(&here, &below);
}

static bool has_tensors(const struct dcp_metadata *m, const struct dcp_choice *in)
{
    for (size_t i = in->first; i < in->end; i++)
        if (m->items[i].is_tensor)
            return true;
    return false;
}

static struct error *none_found(const struct dcp_metadata *m, const struct dcp_choice *in)
{
    struct dcp_entry e;
    struct statedict_listing list = {0};
    for (size_t i = in->first; i < in->end; i = e.end) {
        e = dcp_entry_at(m, in, i);
        statedict_list(&list, e.key, NULL);
    }
    return error_new("no state_dict: the keys are %s: save model.state_dict()%s",
                     list.count ? list.text : "none",
                     has_tensors(m, in) ? ", or choose with -k KEY, or all with '-k .'" : "");
}

/* ---- the way down ---- */

/* Takes an entry as the place to go on from. */
static void enter(struct dcp_choice *choice, const struct dcp_entry *e)
{
    *choice = (struct dcp_choice){.first = e->first, .end = e->end, .depth = e->depth + 1};
}

/* Goes down to the state_dict. If the user named where to begin, and there are several below, all
 * of them are taken. */
static struct error *descend(struct dcp_choice *choice, const struct dcp_metadata *m, bool chosen)
{
    const struct dcp_choice start = *choice;
    for (;;) {
        struct statedict_signs signs = dcp_signs_find(m, choice);
        enum statedict_finding finding = statedict_judge(&signs);
        if (finding == STATEDICT_NOWHERE)
            return none_found(m, &start);
        if (finding == STATEDICT_HERE || (chosen && finding != STATEDICT_BELOW))
            return NULL;
        if (finding == STATEDICT_SEVERAL_BELOW)
            return too_many(m, choice, signs.usual.count > 0);
        if (finding == STATEDICT_HERE_OR_BELOW)
            return unclear(m, choice);
        struct dcp_entry e = dcp_entry_at(m, choice, statedict_likely(&signs)->last);
        enter(choice, &e);
    }
}

/* Follows a key such as "model.state_dict" down. At each level the whole rest is tried as a key,
 * then the shortest part of it that is a key. */
static bool follow(struct dcp_choice *choice, const struct dcp_metadata *m, const char *key)
{
    struct dcp_entry e;
    while (*key) {
        size_t length = strlen(key), part = length;
        bool found = dcp_entry_find(&e, m, choice, key, length);
        for (size_t dot = strcspn(key, "."); !found && dot < length;
             dot += 1 + strcspn(key + dot + 1, ".")) {
            found = dcp_entry_find(&e, m, choice, key, dot);
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
    const struct dcp_choice root = {.end = m->count};
    *choice = root;
    choice->takes_lists = key && statedict_is_whole(key);
    if (choice->takes_lists)
        return has_tensors(m, &root) ? NULL : none_found(m, &root);
    if (key && !follow(choice, m, key))
        return error_prefix(none_found(m, &root), "key %.60s: not there", key);
    return descend(choice, m, key != NULL);
}

/* ---- where the others stand ---- */

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

bool dcp_is_inside(const struct dcp_choice *choice, const struct dcp_metadata *m, size_t item)
{
    return item >= choice->first && item < choice->end &&
           (choice->takes_lists || !dcp_is_listed(&m->items[item], choice->depth + 1));
}
