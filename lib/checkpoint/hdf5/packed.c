/* Data sets whose elements do not stand in the file as they are. libhdf5 tells what bytes a chunk
 * has; they are unpacked here, into room for what they must become and no more: so what claims to
 * be small and is not fails, and threads unpack at the same time.
 *
 * A band is the chunks that share their first index: whole rows of the tensor, which the reader
 * passes through in order. */
#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/size.h"
#include "checkpoint/cursor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    FILTERS_MAX = 4,
    PLAIN_CHUNKS_MAX = 1 << 15, /* without filters: to find one takes time in proportion */
    BAND_MAX = 1 << 28,         /* bytes of a band, and of a chunk */
    KEPT_MAX = 64 << 20,        /* bytes of bands that suspended cursors keep, all together */
    DEFLATE_RATIO = 1032,       /* the most that deflate can make of a byte */
    DEFLATE_SLACK = 64,         /* bytes that it may add to those it cannot pack, besides ... */
    DEFLATE_SLACK_PART = 100    /* ... a part of them: far more than it does */
};

/* How a data set is cut into chunks. Compact ones are taken for one chunk. */
struct grid {
    bool compact;
    size_t dims;
    size_t shape[H5S_MAX_RANK], chunk[H5S_MAX_RANK]; /* elements */
    size_t row;                      /* elements of an index of the first dimension */
    size_t element;                  /* bytes */
    size_t chunk_bytes, stored_most; /* of a chunk, unpacked and as stored */
    size_t band_bytes;
    H5Z_filter_t filters[FILTERS_MAX]; /* in the order in which they were used */
    size_t filter_count;
};

struct packed {
    char *name; /* of the tensor that the rest is of, or NULL */
    struct grid grid;
    hid_t file, dataset;   /* open, or both H5I_INVALID_HID */
    unsigned char *bytes;  /* of the band, or NULL */
    size_t band;           /* which */
    unsigned char *raw[2]; /* a chunk before and after a filter, while a band is unpacked */
    size_t kept;           /* bytes of the band that count in kept_bytes */
};

static size_t kept_bytes; /* guarded by the lock */

/* ---- grids ---- */

static struct error *error_chunks(const struct tensor *t, const char *what)
{
    return error_new("tensor %s: %s: h5repack -l CONTI the file", t->name, what);
}

static struct error *take_filters(struct grid *g, hid_t creation, const struct tensor *t)
{
    int count = H5Pget_nfilters(creation);
    if (count > FILTERS_MAX)
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
            return error_chunks(t, "its bytes are shuffled in another size than its numbers'");
        g->filters[g->filter_count++] = id;
    }
    return count < 0 ? hdf5_error(t->name) : NULL;
}

static struct error *measure_grid(struct grid *g, const struct tensor *t)
{
    size_t bytes = g->element, band = g->element * size_min(g->chunk[0], g->shape[0]);
    bool fits = true;
    g->row = 1;
    for (size_t i = 0; i < g->dims && fits; i++)
        fits = size_mul(bytes, g->chunk[i], &bytes) && bytes <= BAND_MAX;
    for (size_t i = 1; i < g->dims && fits; i++) {
        g->row *= g->shape[i]; /* tensor_measure has found that these fit */
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

static struct error *take_chunks(struct grid *g, hid_t creation, const struct tensor *t)
{
    struct error *err;
    hsize_t chunk[H5S_MAX_RANK];
    unsigned options;
    int dims = H5Pget_chunk(creation, H5S_MAX_RANK, chunk);
    if (dims < 0 || H5Pget_chunk_opts(creation, &options) < 0)
        return hdf5_error(t->name);
    if ((size_t)dims != g->dims)
        return error_chunks(t, "chunks of other dimensions");
    if (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS)
        return error_chunks(t, "some of its chunks are not packed");
    for (size_t i = 0; i < g->dims; i++) {
        g->chunk[i] = chunk[i];
        if (chunk[i] == 0)
            return error_chunks(t, "empty chunks");
    }
    TRY(take_filters(g, creation, t));
    TRY(measure_grid(g, t));
out:
    return err;
}

static struct error *take_compact(struct grid *g, const struct tensor *t)
{
    g->compact = true;
    if (g->dims == 0) {
        g->dims = 1;
        g->shape[0] = 1;
    }
    memcpy(g->chunk, g->shape, sizeof g->chunk);
    return measure_grid(g, t);
}

static struct error *grid_of(struct grid *g, hid_t dataset, const struct tensor *t)
{
    struct error *err = NULL;
    hid_t creation = H5Dget_create_plist(dataset);
    H5D_layout_t layout = creation < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(creation);
    *g = (struct grid){.dims = t->dims, .element = dtype_size(t->place.type)};
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
    struct grid g;
    struct error *err = grid_of(&g, dataset, t);
    if (err)
        return err;
    uint64_t stored = H5Dget_storage_size(dataset), needed = t->count * g.element;
    uint64_t ratio = g.filter_count ? DEFLATE_RATIO : 1;
    if (stored <= size && needed / ratio <= stored)
        return NULL;
    return error_new("tensor %s: %" PRIu64 " bytes are stored as %" PRIu64 " in a file of %" PRIu64
                     ": it was not written whole, or is damaged",
                     t->name, needed, stored, size);
}

/* ---- chunks ---- */

/* The bytes of each element together again. */
static void unshuffle(unsigned char *to, const unsigned char *from, size_t bytes, size_t element)
{
    size_t count = bytes / element;
    for (size_t byte = 0; byte < element; byte++)
        for (size_t i = 0; i < count; i++)
            to[i * element + byte] = from[byte * count + i];
}

/* Undoes one filter: from raw[0], whose length is *length, into raw[1]; then swaps these. */
static bool undo_filter(struct packed *p, H5Z_filter_t filter, size_t *length)
{
    const struct grid *g = &p->grid;
    uLongf unpacked = g->stored_most;
    if (filter == H5Z_FILTER_DEFLATE) {
        if (uncompress(p->raw[1], &unpacked, p->raw[0], *length) != Z_OK)
            return false;
        *length = unpacked;
    } else {
        if (*length != g->chunk_bytes)
            return false;
        unshuffle(p->raw[1], p->raw[0], *length, g->element);
    }
    unsigned char *out = p->raw[1];
    p->raw[1] = p->raw[0];
    p->raw[0] = out;
    return true;
}

/* How many bytes a chunk is stored in; 0: it is missing. Of chunks without filters libhdf5's (1.10)
 * H5Dget_chunk_storage_size says what they should have, but H5Dread_chunk reads what a damaged file
 * says that they have; the other function, which tells the same, goes over all chunks. */
static bool find_stored(const struct packed *p, const hsize_t *at, hsize_t *stored)
{
    unsigned mask;
    haddr_t address;
    if (p->grid.filter_count)
        return H5Dget_chunk_storage_size(p->dataset, at, stored) >= 0;
    return H5Dget_chunk_info_by_coord(p->dataset, at, &mask, &address, stored) >= 0;
}

/* The chunk that begins at element `at` of each dimension, into raw[0]. A bit of the mask says that
 * a filter was not used on this chunk. */
static struct error *read_chunk(struct packed *p, const hsize_t *at)
{
    const struct grid *g = &p->grid;
    hsize_t stored = 0;
    uint32_t mask = 0;
    struct error *err = NULL;
    hdf5_lock();
    if (!find_stored(p, at, &stored) || stored == 0)
        err = error_new("a chunk is missing: it was not written whole, or is damaged");
    else if (stored > g->stored_most)
        err = error_new("a chunk of %" PRIu64 " bytes where no more than %zu can be: damaged",
                        (uint64_t)stored, g->stored_most);
    else if (H5Dread_chunk(p->dataset, H5P_DEFAULT, at, &mask, p->raw[0]) < 0)
        err = hdf5_error("a chunk");
    hdf5_unlock();
    if (err)
        return err;
    size_t length = (size_t)stored;
    for (size_t i = g->filter_count; i-- > 0;)
        if (!(mask & UINT32_C(1) << i) && !undo_filter(p, g->filters[i], &length))
            return error_new("a chunk cannot be unpacked: damaged");
    return length == g->chunk_bytes
               ? NULL
               : error_new("a chunk of %zu bytes, not %zu: damaged", length, g->chunk_bytes);
}

/* Copies what of a chunk is in the tensor to its place in the band. `from` and `to` are of the
 * chunk's first element in the dimensions from `dim` on, whose indices take `inner` bytes in the
 * chunk and `row` bytes in the band. */
static void copy_chunk(const struct grid *g, size_t dim, const hsize_t *at,
                       const unsigned char *from, size_t inner, unsigned char *to, size_t row)
{
    size_t count = size_min(g->chunk[dim], g->shape[dim] - (size_t)at[dim]);
    if (dim + 1 == g->dims) {
        memcpy(to, from, count * g->element);
        return;
    }
    size_t next_inner = inner / g->chunk[dim + 1], next_row = row / g->shape[dim + 1];
    for (size_t i = 0; i < count; i++)
        copy_chunk(g, dim + 1, at, from + i * inner, next_inner,
                   to + i * row + (size_t)at[dim + 1] * next_row, next_row);
}

/* The next chunk of the band, the last index running fastest; false behind the last. */
static bool next_chunk(const struct grid *g, hsize_t *at)
{
    for (size_t i = g->dims; i-- > 1;) {
        at[i] += g->chunk[i];
        if (at[i] < g->shape[i])
            return true;
        at[i] = 0;
    }
    return false;
}

/* ---- bands ---- */

static struct error *unpack_band(struct packed *p, size_t band)
{
    struct error *err = NULL;
    const struct grid *g = &p->grid;
    hsize_t at[H5S_MAX_RANK] = {band * g->chunk[0]};
    p->raw[0] = malloc(g->stored_most);
    p->raw[1] = malloc(g->stored_most);
    if (!p->raw[0] || !p->raw[1])
        TRY(error_memory("a chunk"));
    do {
        TRY(read_chunk(p, at));
        copy_chunk(g, 0, at, p->raw[0], g->chunk_bytes / g->chunk[0], p->bytes,
                   g->row * g->element);
    } while (next_chunk(g, at));
out:
    free(p->raw[0]);
    free(p->raw[1]);
    p->raw[0] = p->raw[1] = NULL;
    return err;
}

static struct error *read_compact(struct packed *p)
{
    struct error *err = NULL;
    hdf5_lock();
    hid_t type = H5Dget_type(p->dataset);
    if (type < 0 || H5Dread(p->dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, p->bytes) < 0)
        err = hdf5_error("its elements");
    if (type >= 0)
        H5Tclose(type);
    hdf5_unlock();
    return err;
}

/* Closes what is open of libhdf5; the lock is held. */
static void close_handles(struct packed *p)
{
    if (p->dataset >= 0)
        H5Dclose(p->dataset);
    if (p->file >= 0)
        H5Fclose(p->file);
    p->dataset = p->file = H5I_INVALID_HID;
}

static void drop_band(struct packed *p)
{
    free(p->bytes);
    p->bytes = NULL;
}

/* Forgets the tensor; the file stays open. The lock is held. */
static void forget_tensor(struct packed *p)
{
    if (p->dataset >= 0)
        H5Dclose(p->dataset);
    p->dataset = H5I_INVALID_HID;
    drop_band(p);
    free(p->name);
    p->name = NULL;
}

/* Opens the tensor's data set, unless it is. */
static struct error *open_tensor(struct packed *p, const struct tensor *t, int fd)
{
    struct error *err = NULL;
    hdf5_lock();
    if (p->file < 0)
        TRY(hdf5_open(&p->file, fd, t->place.offset, t->place.skip));
    if (p->name && strcmp(p->name, t->name) != 0)
        forget_tensor(p);
    if (p->dataset < 0)
        p->dataset = H5Dopen2(p->file, t->name, H5P_DEFAULT);
    if (p->dataset < 0)
        TRY(hdf5_error(t->name));
    if (!p->name) {
        TRY(grid_of(&p->grid, p->dataset, t));
        p->name = strdup(t->name);
        if (!p->name)
            TRY(error_memory("a tensor's name"));
    }
out:
    hdf5_unlock();
    return err;
}

/* The band that holds the tensor's row, in p->bytes. */
static struct error *load_band(struct packed *p, const struct tensor *t, int fd, size_t element)
{
    struct error *err;
    if (p->bytes && strcmp(p->name, t->name) == 0 &&
        element / p->grid.row / p->grid.chunk[0] == p->band)
        return NULL;
    TRY(open_tensor(p, t, fd));
    drop_band(p);
    p->bytes = malloc(p->grid.band_bytes);
    if (!p->bytes)
        TRY(error_memory("a band of chunks"));
    p->band = element / p->grid.row / p->grid.chunk[0];
    TRY(p->grid.compact ? read_compact(p) : unpack_band(p, p->band));
out:
    if (err)
        drop_band(p);
    return err;
}

/* ---- the format's functions ---- */

/* A band that was kept counts no longer: it is in use. The lock is held. */
static void uncount(struct packed *p)
{
    kept_bytes -= p->kept;
    p->kept = 0;
}

static struct error *state_of(struct cursor *cursor, struct packed **p)
{
    *p = cursor->state;
    if (!*p) {
        *p = calloc(1, sizeof **p);
        if (!*p)
            return error_memory("an HDF5 reader");
        (*p)->file = (*p)->dataset = H5I_INVALID_HID;
        cursor->state = *p;
    }
    if ((*p)->kept) {
        hdf5_lock();
        uncount(*p);
        hdf5_unlock();
    }
    return NULL;
}

struct error *hdf5_read_packed(struct cursor *cursor, const struct tensor *t, size_t first,
                               size_t count, void *to)
{
    struct error *err;
    struct packed *p;
    unsigned char *at = to;
    TRY(state_of(cursor, &p));
    for (size_t end = first + count; first < end;) {
        TRY(load_band(p, t, cursor->fds[t->place.file], first));
        const struct grid *g = &p->grid;
        size_t begin = p->band * g->chunk[0] * g->row;
        size_t step = size_min(end - first, g->band_bytes / g->element - (first - begin));
        memcpy(at, p->bytes + (first - begin) * g->element, step * g->element);
        at += step * g->element;
        first += step;
    }
out:
    return err;
}

void hdf5_suspend(void *state)
{
    struct packed *p = state;
    hdf5_lock();
    close_handles(p);
    if (p->bytes && !p->kept && p->grid.band_bytes <= KEPT_MAX - kept_bytes) {
        p->kept = p->grid.band_bytes;
        kept_bytes += p->kept;
    }
    if (!p->kept)
        drop_band(p);
    hdf5_unlock();
}

void hdf5_close(void *state)
{
    struct packed *p = state;
    hdf5_lock();
    uncount(p);
    forget_tensor(p);
    close_handles(p);
    hdf5_unlock();
    free(p);
}
