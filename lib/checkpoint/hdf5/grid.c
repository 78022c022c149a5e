#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/size.h"

#include <inttypes.h>
#include <string.h>

enum {
    PLAIN_CHUNKS_MAX = 1 << 15, /* without filters: finding one takes time in proportion */
    BAND_MAX = 1 << 28,         /* bytes of a band, and of a chunk */
    DEFLATE_RATIO = 1032,       /* a deflated byte unpacks to at most this many */
    DEFLATE_SLACK = 64,         /* bytes that deflate may add to data it cannot pack, and ... */
    DEFLATE_SLACK_PART = 100    /* ... 1/100 of the data: far more than it really adds */
};

static struct error *error_chunks(const struct tensor *t, const char *what)
{
    return error_new("tensor %s: %s: h5repack -l CONTI the file", t->name, what);
}

static struct error *take_filters(struct hdf5_grid *g, hid_t creation, const struct tensor *t)
{
    int count = H5Pget_nfilters(creation);
    if (count > HDF5_FILTERS_MAX)
        return error_chunks(t, "its chunks are packed too often");
    for (int i = 0; i < count; i++) {
        unsigned flags, values[8] = {0}, config;
        size_t value_count = sizeof values / sizeof *values;
        char name[32] = "";
        H5Z_filter_t id = H5Pget_filter2(creation, (unsigned)i, &flags, &value_count, values,
                                         sizeof name, name, &config);
        if (id != H5Z_FILTER_DEFLATE && id != H5Z_FILTER_SHUFFLE)
            return error_new("tensor %s: its chunks are packed by filter %d (%s): only gzip and "
                             "shuffle are read: h5repack -f NONE the file",
                             t->name, id, name);
        if (id == H5Z_FILTER_SHUFFLE && (value_count < 1 || values[0] != g->element))
            return error_chunks(t, "its bytes are shuffled by another size than its numbers have");
        g->filters[g->filter_count++] = id;
    }
    return count < 0 ? hdf5_error(t->name) : NULL;
}

static struct error *measure_grid(struct hdf5_grid *g, const struct tensor *t)
{
    size_t bytes = g->element, band = g->element * size_min(g->chunk[0], g->shape[0]);
    bool fits = true;
    g->row = 1;
    for (size_t i = 0; i < g->dims && fits; i++)
        fits = size_mul(bytes, g->chunk[i], &bytes) && bytes <= BAND_MAX;
    for (size_t i = 1; i < g->dims && fits; i++) {
        g->row *= g->shape[i]; /* tensor_measure has checked that the product fits */
        fits = size_mul(band, g->shape[i], &band) && band <= BAND_MAX;
    }
    if (!fits)
        return error_chunks(t, "its chunks are too large");
    if (!g->filter_count && t->count / (bytes / g->element) > PLAIN_CHUNKS_MAX)
        return error_chunks(t, "it has too many small chunks");
    g->chunk_bytes = bytes;
    g->stored_most = bytes + bytes / DEFLATE_SLACK_PART + DEFLATE_SLACK;
    g->band_bytes = band;
    return NULL;
}

static struct error *take_chunks(struct hdf5_grid *g, hid_t creation, const struct tensor *t)
{
    struct error *err;
    hsize_t chunk[H5S_MAX_RANK];
    unsigned options;
    int dims = H5Pget_chunk(creation, H5S_MAX_RANK, chunk);
    if (dims < 0 || H5Pget_chunk_opts(creation, &options) < 0)
        return hdf5_error(t->name);
    if ((size_t)dims != g->dims)
        return error_chunks(t, "its chunks have other dimensions");
    if (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS)
        return error_chunks(t, "some of its chunks are not packed");
    for (size_t i = 0; i < g->dims; i++) {
        g->chunk[i] = chunk[i];
        if (chunk[i] == 0)
            return error_chunks(t, "its chunks are empty");
    }
    TRY(take_filters(g, creation, t));
    TRY(measure_grid(g, t));
out:
    return err;
}

static struct error *take_compact(struct hdf5_grid *g, const struct tensor *t)
{
    g->compact = true;
    if (g->dims == 0) {
        g->dims = 1;
        g->shape[0] = 1;
    }
    memcpy(g->chunk, g->shape, sizeof g->chunk);
    return measure_grid(g, t);
}

struct error *hdf5_grid_of(struct hdf5_grid *g, hid_t dataset, const struct tensor *t)
{
    struct error *err = NULL;
    hid_t creation = H5Dget_create_plist(dataset);
    H5D_layout_t layout = creation < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(creation);
    *g = (struct hdf5_grid){.dims = t->dims, .element = dtype_size(t->place.type)};
    memcpy(g->shape, t->shape, t->dims * sizeof *t->shape);
    if (layout == H5D_CHUNKED)
        err = take_chunks(g, creation, t);
    else if (layout == H5D_COMPACT)
        err = take_compact(g, t);
    else
        err = hdf5_error(t->name);
    if (creation >= 0)
        H5Pclose(creation);
    return err;
}

struct error *hdf5_check_packed(hid_t dataset, const struct tensor *t, uint64_t size)
{
    struct hdf5_grid g;
    struct error *err = hdf5_grid_of(&g, dataset, t);
    if (err)
        return err;
    uint64_t stored = H5Dget_storage_size(dataset), needed = t->count * g.element;
    uint64_t ratio = g.filter_count ? DEFLATE_RATIO : 1;
    if (stored <= size && needed / ratio <= stored)
        return NULL;
    return error_new("tensor %s: %" PRIu64 " bytes are stored as %" PRIu64 " in a file of %" PRIu64
                     ": not written whole, or damaged: write the file again",
                     t->name, needed, stored, size);
}
