#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/size.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    BAND_MAX = 1 << 28,      /* bytes of a band, and of a chunk */
    DEFLATE_RATIO = 1032,    /* a deflated byte unpacks to at most this many */
    DEFLATE_SLACK = 64,      /* bytes that deflate may add to data it cannot pack, and ... */
    DEFLATE_SLACK_PART = 100 /* ... 1/100 of the data: far more than it really adds */
};

struct error *hdf5_refuse(char **unreadable, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vasprintf(unreadable, format, args);
    va_end(args);
    if (length >= 0)
        return NULL;
    *unreadable = NULL;
    return error_memory("the description of a tensor");
}

static struct error *take_filters(struct hdf5_grid *g, const struct facts *facts, char **unreadable)
{
    if (facts->filter_count > FACTS_FILTERS_MAX)
        return hdf5_refuse(unreadable,
                           "an array packed by %zu filters is not read: h5repack -f NONE "
                           "the file",
                           facts->filter_count);
    for (size_t i = 0; i < facts->filter_count; i++) {
        const struct facts_filter *filter = &facts->filters[i];
        if (filter->id != FACTS_DEFLATE && filter->id != FACTS_SHUFFLE)
            return hdf5_refuse(unreadable,
                               "an array packed by filter %" PRIu64
                               " (%s) is not read, only gzip and "
                               "shuffle: h5repack -f NONE the file",
                               filter->id, filter->name);
        if (filter->id == FACTS_SHUFFLE && filter->value != g->element)
            return hdf5_refuse(unreadable,
                               "an array whose bytes are shuffled by another size than its "
                               "numbers have is not read: h5repack -f NONE the file");
        g->filters[g->filter_count++] = filter->id;
    }
    return NULL;
}

/* False if the chunks are too large. */
static bool measure_grid(struct hdf5_grid *g)
{
    size_t bytes = g->element, band = g->element * size_min(g->chunk[0], g->shape[0]);
    bool fits = band / g->element <= BAND_MAX;
    g->row = g->band_chunks = 1;
    for (size_t i = 0; i < g->dims && fits; i++)
        fits = size_mul(bytes, g->chunk[i], &bytes) && bytes <= BAND_MAX;
    for (size_t i = 1; i < g->dims && fits; i++) {
        g->row *= g->shape[i]; /* tensor_measure has checked that the product fits */
        g->band_chunks *= (g->shape[i] - 1) / g->chunk[i] + 1;
        fits = size_mul(band, g->shape[i], &band) && band <= BAND_MAX;
    }
    g->chunk_bytes = bytes;
    g->stored_most = bytes + bytes / DEFLATE_SLACK_PART + DEFLATE_SLACK;
    g->band_bytes = band;
    return fits;
}

static struct error *take_chunks(struct hdf5_grid *g, const struct facts *facts,
                                 const struct tensor *t, char **unreadable)
{
    if (facts->chunk_dims != g->dims || g->dims == 0)
        return error_new("tensor %s has %zu dimensions, its chunks have %zu: damaged: write the "
                         "file again",
                         t->name, g->dims, facts->chunk_dims);
    if (facts->partial_plain && facts->filter_count)
        return hdf5_refuse(unreadable, "an array of which some chunks are not packed is not read: "
                                       "h5repack -l CONTI the file");
    for (size_t i = 0; i < g->dims; i++) {
        g->chunk[i] = facts->chunk[i];
        if (g->chunk[i] == 0)
            return error_new("tensor %s: its chunks are empty: damaged: write the file again",
                             t->name);
    }
    return take_filters(g, facts, unreadable);
}

static void take_compact(struct hdf5_grid *g)
{
    g->compact = true;
    if (g->dims == 0) {
        g->dims = 1;
        g->shape[0] = 1;
    }
    memcpy(g->chunk, g->shape, sizeof g->chunk);
}

struct error *hdf5_grid_of(struct hdf5_grid *g, const struct facts *facts, const struct tensor *t,
                           char **unreadable)
{
    struct error *err = NULL;
    *g = (struct hdf5_grid){.dims = t->dims, .element = dtype_size(t->place.type)};
    *unreadable = NULL;
    memcpy(g->shape, t->shape, t->dims * sizeof *t->shape);
    if (facts->layout == FACTS_CHUNKS)
        TRY(take_chunks(g, facts, t, unreadable));
    else
        take_compact(g);
    if (!*unreadable && !measure_grid(g))
        TRY(hdf5_refuse(unreadable,
                        "an array whose chunks are too large is not read: h5repack -l CONTI "
                        "the file"));
out:
    return err;
}

struct error *hdf5_grid_check(const struct hdf5_grid *g, const struct facts *facts,
                              const struct tensor *t, uint64_t size)
{
    uint64_t needed = t->count * g->element, ratio = g->filter_count ? DEFLATE_RATIO : 1;
    if (facts->stored <= size && size_max(needed, g->chunk_bytes) / ratio <= facts->stored)
        return NULL;
    return error_new("tensor %s: %" PRIu64 " bytes are stored as %" PRIu64 " in a file of %" PRIu64
                     ": not written whole, or damaged: write the file again",
                     t->name, needed, facts->stored, size);
}

/* ---- one chunk, which the tensor's place tells ---- */

enum { ONE_CHUNK = 1 << (2 * FACTS_FILTERS_MAX), FILTER_MASK = 3 }; /* of place.check */

_Static_assert((int)FACTS_DEFLATE <= FILTER_MASK && (int)FACTS_SHUFFLE <= FILTER_MASK,
               "two bits per filter");

void hdf5_place_chunk(struct place *place, const struct hdf5_grid *g,
                      const struct facts_chunk *only)
{
    uint32_t filters = 0;
    if (g->compact || only->address > place->skip || only->stored > place->skip - only->address)
        return;
    for (size_t i = 0; i < g->filter_count; i++)
        if (!(only->mask & UINT64_C(1) << i))
            filters |= (uint32_t)g->filters[i] << 2 * i;
    place->check = ONE_CHUNK | filters;
    place->offset += only->address;
    place->skip = only->stored;
}

void hdf5_facts_of_chunk(const struct tensor *t, struct facts *facts)
{
    *facts = (struct facts){
        .layout = FACTS_CHUNKS, .stored = t->place.skip, .dims = t->dims, .chunk_dims = t->dims};
    for (size_t i = 0; i < t->dims; i++)
        facts->chunk[i] = t->shape[i];
    for (size_t i = 0; i < FACTS_FILTERS_MAX; i++) {
        uint64_t id = t->place.check >> 2 * i & FILTER_MASK;
        if (id)
            facts->filters[facts->filter_count++] =
                (struct facts_filter){.id = id, .value = dtype_size(t->place.type)};
    }
}
