#include "align/chain/chain_impl.h"

#include "align/chain/order_impl.h"
#include "align/chain/search_impl.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* ---- the order of names ---- */

/* By insertion, which leaves equals in place; the list is short, or in order nearly. */
static void sort_by_name(const struct layers *layers, size_t *order)
{
    for (size_t i = 1; i < layers->count; i++)
        for (size_t j = i;
             j > 0 && order_compare(layers->paths.at[order[j - 1]], layers->paths.at[order[j]]) > 0;
             j--) {
            size_t moved = order[j];
            order[j] = order[j - 1];
            order[j - 1] = moved;
        }
}

static bool are_one_family(const struct layers *layers)
{
    for (size_t i = 1; i < layers->count; i++)
        if (!order_alike(layers->paths.at[0], layers->paths.at[i]))
            return false;
    return true;
}

/* Each layer takes the output of the one before it in the order. */
static struct error *follow_order(struct chain *chain, const struct layers *layers,
                                  const size_t *order)
{
    for (size_t i = 0; i < layers->count; i++) {
        const struct layer *l = &layers->at[order[i]];
        if (l->kind != LAYER_VECTORS) {
            if (chain->count > 0 && !chain_links(&layers->at[chain->layer[chain->count - 1]], l))
                return error_new("layer %s: takes %zu entries, and the layer before it, %s, makes "
                                 "%zu: " LAYERS_REMEDY,
                                 layers->paths.at[order[i]], l->in,
                                 layers->paths.at[chain->layer[chain->count - 1]],
                                 layers->at[chain->layer[chain->count - 1]].out);
            chain->layer[chain->count++] = order[i];
        }
        chain->activation[order[i]] = chain->count;
    }
    return NULL;
}

/* ---- vectors ---- */

/* What normalises each position of a convolution's output, over all units or groups of them, has no
 * running statistics. Only by its name is it known not to have groups. */
static bool may_have_groups(const struct chain *chain, const struct layers *layers, size_t layer)
{
    size_t activation = chain->activation[layer];
    const char *path = layers->paths.at[layer];
    return !layers->at[layer].running && activation > 0 &&
           layers->at[chain->layer[activation - 1]].kind == LAYER_CONVOLUTION &&
           !strcasestr(path, "layernorm") && !strcasestr(path, "layer_norm");
}

static struct error *check_vectors(const struct chain *chain, const struct layers *layers)
{
    for (size_t i = 0; i < layers->count; i++) {
        size_t length = layers->at[i].vector, activation = chain->activation[i];
        if (layers->at[i].kind != LAYER_VECTORS)
            continue;
        if (length != chain_units(chain, layers, activation) &&
            length != chain_entries(chain, layers, activation))
            return error_new(
                "layer %s: has %zu entries, and the units before it are %zu: " LAYERS_REMEDY,
                layers->paths.at[i], length, chain_units(chain, layers, activation));
        if (may_have_groups(chain, layers, i))
            return error_new(
                "layer %s: may normalise groups of units, whose order then counts: " LAYERS_REMEDY,
                layers->paths.at[i]);
    }
    return NULL;
}

/* ---- all ---- */

static struct error *find_in_order(struct chain *chain, const struct layers *layers, size_t *order)
{
    for (size_t i = 0; i < layers->count; i++)
        order[i] = i;
    if (layers->sorted)
        sort_by_name(layers, order);
    return layers->sorted && !are_one_family(layers) ? chain_search(chain, layers, order)
                                                     : follow_order(chain, layers, order);
}

struct error *chain_find(struct chain *chain, const struct layers *layers)
{
    size_t room = size_max(layers->count, 1), *order = calloc(room, sizeof *order);
    struct error *err = NULL;
    *chain = (struct chain){.layer = calloc(room, sizeof *chain->layer),
                            .activation = calloc(room, sizeof *chain->activation)};
    if (!order || !chain->layer || !chain->activation)
        TRY(error_memory("a chain of layers"));
    TRY(find_in_order(chain, layers, order));
    if (chain->count < 2)
        TRY(error_new("the network has no hidden layer: there is nothing to align"));
    TRY(check_vectors(chain, layers));
out:
    free(order);
    if (err)
        chain_free(chain);
    return err;
}

void chain_free(struct chain *chain)
{
    free(chain->layer);
    free(chain->activation);
    *chain = (struct chain){0};
}
