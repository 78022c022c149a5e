#include "checkpoint/dcp/item.h"

#include "checkpoint/statedict/names.h"

#include <stdlib.h>
#include <string.h>

bool dcp_is_listed(const struct dcp_item *item, size_t depth)
{
    return depth < item->depth && item->numbers >> depth != 0;
}

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
