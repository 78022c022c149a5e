#include "align/chain/search_impl.h"

#include "align/chain/order_impl.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

/* Looks at layers, far more than any real network needs. */
enum { LOOKS_MOST = 10000000 };

struct search {
    const struct layers *layers;
    const size_t *order;
    size_t *trail; /* the layers so far */
    bool *used;
    size_t length, goal; /* of the trail, and with all layers that have weights */
    size_t looks, found;
    size_t *first_found;
};

static struct error *search_new(struct search *s)
{
    size_t room = size_max(s->layers->count, 1);
    s->trail = calloc(room, sizeof *s->trail);
    s->used = calloc(room, sizeof *s->used);
    s->first_found = calloc(room, sizeof *s->first_found);
    for (size_t i = 0; i < s->layers->count; i++)
        s->goal += s->layers->at[i].kind != LAYER_VECTORS;
    return s->trail && s->used && s->first_found ? NULL : error_memory("an order of layers");
}

static void search_free(struct search *s)
{
    free(s->trail);
    free(s->used);
    free(s->first_found);
}

static bool is_family(const struct search *s, size_t a, size_t b)
{
    return order_alike(s->layers->paths.at[a], s->layers->paths.at[b]);
}

/* Whether layer order[at] is the next of its family. */
static bool is_next(struct search *s, size_t at)
{
    if (s->used[s->order[at]] || s->layers->at[s->order[at]].kind == LAYER_VECTORS)
        return false;
    for (size_t i = 0; i < at; i++, s->looks++)
        if (s->layers->at[s->order[i]].kind != LAYER_VECTORS && !s->used[s->order[i]] &&
            is_family(s, s->order[i], s->order[at]))
            return false;
    return true;
}

static bool can_follow(const struct search *s, size_t layer)
{
    return s->length == 0 ||
           chain_links(&s->layers->at[s->trail[s->length - 1]], &s->layers->at[layer]);
}

static void note_trail(struct search *s)
{
    if (s->found++ == 0)
        memcpy(s->first_found, s->trail, s->goal * sizeof *s->trail);
}

/* All ways on, until two are found: a depth at most the number of layers. */
static void extend(struct search *s)
{
    if (s->length == s->goal)
        note_trail(s);
    for (size_t at = 0; at < s->layers->count && s->found < 2 && s->looks < LOOKS_MOST; at++) {
        size_t layer = s->order[at];
        if (s->length < s->goal && is_next(s, at) && can_follow(s, layer)) {
            s->used[layer] = true;
            s->trail[s->length++] = layer;
            extend(s);
            s->length--;
            s->used[layer] = false;
        }
    }
}

/* ---- vectors ---- */

/* The activation that a layer of vectors normalises, if it has a layer with weights in its family:
 * that of the last one before it, or the input of the first. */
static bool place_in_family(struct chain *chain, const struct search *s, size_t at)
{
    bool placed = false;
    for (size_t i = 0; i < s->layers->count && !(placed && i > at); i++) {
        size_t layer = s->order[i];
        if (s->layers->at[layer].kind == LAYER_VECTORS || !is_family(s, layer, s->order[at]))
            continue;
        chain->activation[s->order[at]] = chain->activation[layer] - (i > at);
        placed = true;
    }
    return placed;
}

static bool fits(const struct chain *chain, const struct layers *layers, size_t activation,
                 size_t length)
{
    return chain_units(chain, layers, activation) == length ||
           chain_entries(chain, layers, activation) == length;
}

/* The activation number `skip` of those that have so many entries; *count is how many have. */
static size_t find_fitting(const struct chain *chain, const struct layers *layers, size_t length,
                           size_t skip, size_t *count)
{
    size_t found = 0;
    *count = 0;
    for (size_t a = 0; a <= chain->count; a++)
        if (fits(chain, layers, a, length) && (*count)++ == skip)
            found = a;
    return found;
}

/* The layers of vectors of one family and length, and how many of them come before order[at]. */
static void count_sisters(const struct search *s, size_t at, size_t *count, size_t *before)
{
    *count = *before = 0;
    for (size_t i = 0; i < s->layers->count; i++) {
        const struct layer *l = &s->layers->at[s->order[i]];
        if (l->kind == LAYER_VECTORS && l->vector == s->layers->at[s->order[at]].vector &&
            is_family(s, s->order[i], s->order[at])) {
            *before += i < at;
            ++*count;
        }
    }
}

/* Only one activation may have the length, or as many as there are such layers. */
static struct error *place_by_length(struct chain *chain, const struct search *s, size_t at)
{
    size_t layer = s->order[at], sisters, before, fitting;
    count_sisters(s, at, &sisters, &before);
    size_t length = s->layers->at[layer].vector;
    size_t first = find_fitting(chain, s->layers, length, 0, &fitting);
    if (fitting != 1 && fitting != sisters)
        return error_new("layer %s: could normalise %zu activations of %zu entries, and the names "
                         "are in alphabetic order: " LAYERS_REMEDY,
                         s->layers->paths.at[layer], fitting, length);
    chain->activation[layer] =
        fitting == 1 ? first : find_fitting(chain, s->layers, length, before, &fitting);
    return NULL;
}

static struct error *place_vectors(struct chain *chain, const struct search *s)
{
    struct error *err = NULL;
    for (size_t i = 0; i < s->layers->count && !err; i++)
        if (s->layers->at[s->order[i]].kind == LAYER_VECTORS && !place_in_family(chain, s, i))
            err = place_by_length(chain, s, i);
    return err;
}

/* A search that was given up may have missed a second order. */
static struct error *check_found(const struct search *s)
{
    const char *orders = s->found == 0 ? "not one order" : "more than one order";
    if (s->found < 2 && s->looks >= LOOKS_MOST)
        orders = "more orders than can be tried";
    else if (s->found == 1)
        return NULL;
    return error_new("layers: the names are in alphabetic order, and sizes leave %s of "
                     "layers: " LAYERS_REMEDY,
                     orders);
}

struct error *chain_search(struct chain *chain, const struct layers *layers, const size_t *order)
{
    struct search s = {.layers = layers, .order = order};
    struct error *err;
    TRY(search_new(&s));
    extend(&s);
    TRY(check_found(&s));
    chain->count = s.goal;
    for (size_t i = 0; i < s.goal; i++) {
        chain->layer[i] = s.first_found[i];
        chain->activation[chain->layer[i]] = i + 1;
    }
    if (chain->count > 0)
        TRY(place_vectors(chain, &s));
out:
    search_free(&s);
    return err;
}
