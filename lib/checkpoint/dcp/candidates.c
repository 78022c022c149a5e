#include "checkpoint/dcp/candidates_impl.h"

#include "checkpoint/dcp/item.h"
#include "checkpoint/statedict/names.h"

#include <string.h>

struct dcp_entry dcp_entry_at(const struct dcp_metadata *m, const struct dcp_choice *in,
                              size_t first)
{
    const struct dcp_item *item = &m->items[first];
    bool is_leaf = item->depth == in->depth + 1;
    struct dcp_entry e = {
        first, first + 1, in->depth, item->path[in->depth], is_leaf && item->is_tensor, is_leaf};
    while (e.end < in->end && strcmp(m->items[e.end].path[in->depth], e.key) == 0)
        e.end++;
    return e;
}

/* As strcmp, of a key and the first `length` bytes of another, which has no more zero bytes. */
static int compare_keys(const char *key, const char *other, size_t length)
{
    int order = strncmp(key, other, length);
    return order ? order : key[length] != '\0';
}

bool dcp_entry_find(struct dcp_entry *e, const struct dcp_metadata *m, const struct dcp_choice *in,
                    const char *key, size_t length)
{
    size_t low = in->first, high = in->end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(m->items[middle].path[in->depth], key, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == in->end || compare_keys(m->items[low].path[in->depth], key, length) != 0)
        return false;
    *e = dcp_entry_at(m, in, low);
    return true;
}

/* ---- what an entry holds ---- */

static bool is_list(const struct dcp_metadata *m, const struct dcp_entry *e)
{
    const struct dcp_item *item = &m->items[e->first];
    return e->depth + 1 < item->depth && item->numbers >> (e->depth + 1) & 1;
}

/* Whether a list has tensors alone. */
static bool lists_tensors(const struct dcp_metadata *m, const struct dcp_entry *e)
{
    for (size_t i = e->first; i < e->end; i++)
        if (!m->items[i].is_tensor || m->items[i].depth != e->depth + 2)
            return false;
    return is_list(m, e);
}

/* Whether a list has dictionaries with tensors. */
static bool lists_dictionaries(const struct dcp_metadata *m, const struct dcp_entry *e)
{
    for (size_t i = e->first; is_list(m, e) && i < e->end; i++)
        if (m->items[i].is_tensor && m->items[i].depth > e->depth + 2 &&
            !dcp_is_listed(&m->items[i], e->depth + 2) && !dcp_is_optimiser(m, i, e->depth + 1))
            return true;
    return false;
}

static bool is_tensor(const struct dcp_item *item)
{
    return item->is_tensor;
}

static bool is_array(const struct dcp_item *item)
{
    return item->is_tensor && item->dims > 0 && item->is_float;
}

/* Whether there is a tensor that is sought in an entry, or below it, neither in a list nor in an
 * optimiser's state. */
static bool holds(const struct dcp_metadata *m, const struct dcp_entry *e,
                  bool (*is_sought)(const struct dcp_item *item))
{
    for (size_t i = e->first; i < e->end; i++)
        if (is_sought(&m->items[i]) && !dcp_is_listed(&m->items[i], e->depth + 1) &&
            !dcp_is_optimiser(m, i, e->depth))
            return true;
    return false;
}

static bool has_named_tensor(const struct dcp_metadata *m, const struct dcp_entry *e,
                             bool (*is_named)(const char *key))
{
    for (size_t i = e->first; i < e->end; i++)
        if (m->items[i].depth == e->depth + 2 && is_array(&m->items[i]) &&
            is_named(m->items[i].path[e->depth + 1]))
            return true;
    return false;
}

static bool is_many(const struct dcp_item *item)
{
    bool many = false;
    for (size_t i = 0; i < item->dims; i++) {
        if (item->shape[i] == 0)
            return false;
        many = many || item->shape[i] != 1;
    }
    return many;
}

/* ---- candidates ---- */

/* Of a candidate: one that is a list is one of tensors. */
static bool has_floats(const struct dcp_metadata *m, const struct dcp_entry *e)
{
    return is_list(m, e) || holds(m, e, is_array);
}

bool dcp_is_usual(const struct dcp_metadata *m, const struct dcp_entry *e)
{
    return statedict_is_usual_entry(e->key, has_floats(m, e));
}

static bool may_be_network(const struct dcp_metadata *m, const struct dcp_entry *e)
{
    if (e->is_leaf)
        return false;
    if (is_list(m, e))
        return (statedict_is_usual(e->key) || statedict_is_network(e->key)) && lists_tensors(m, e);
    return holds(m, e, is_tensor);
}

/* Whether an entry is the average of another which may be a state_dict. */
static bool is_average(const struct dcp_metadata *m, const struct dcp_choice *in,
                       const struct dcp_entry *e)
{
    size_t length;
    struct dcp_entry other;
    const char *averaged = statedict_averaged(e->key, &length);
    if (!averaged || !dcp_entry_find(&other, m, in, averaged, length) || other.is_leaf)
        return false;
    return is_list(m, &other) ? lists_tensors(m, &other) : holds(m, &other, is_array);
}

bool dcp_is_candidate(const struct dcp_metadata *m, const struct dcp_choice *in,
                      const struct dcp_entry *e)
{
    return may_be_network(m, e) && !is_average(m, in, e);
}

static void take_entry(struct statedict_signs *s, const struct dcp_metadata *m,
                       const struct dcp_choice *in, const struct dcp_entry *e)
{
    const struct dcp_item *item = &m->items[e->first];
    if (e->is_tensor)
        statedict_take_tensor(s, &(struct statedict_tensor){e->key, is_array(item), is_many(item),
                                                            item->is_parameter});
    else if (dcp_is_candidate(m, in, e))
        statedict_take_entry(
            s, &(struct statedict_entry){e->first, e->key, has_floats(m, e),
                                         has_named_tensor(m, e, statedict_is_dotted),
                                         has_named_tensor(m, e, statedict_is_of_layer)});
    else if (!statedict_is_optimiser(e->key))
        s->has_list = s->has_list || lists_dictionaries(m, e);
}

struct statedict_signs dcp_signs_find(const struct dcp_metadata *m, const struct dcp_choice *in)
{
    struct statedict_signs s = {0};
    for (size_t i = in->first; i < in->end;) {
        struct dcp_entry e = dcp_entry_at(m, in, i);
        take_entry(&s, m, in, &e);
        i = e.end;
    }
    return s;
}
