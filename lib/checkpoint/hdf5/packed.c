/* Data sets whose elements are packed. libhdf5 gives a chunk's bytes; this module unpacks them into
 * a buffer of exactly the expected size. So a chunk that is larger than it claims fails, and
 * threads can unpack at the same time. */
#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/size.h"
#include "checkpoint/cursor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { KEPT_MAX = 64 << 20 }; /* bytes of bands that all suspended cursors keep together */

struct packed {
    bool has_tensor;
    uint64_t tensor; /* the address of the one that all else belongs to */
    struct hdf5_grid grid;
    hid_t file, dataset;   /* open, or both H5I_INVALID_HID */
    unsigned char *bytes;  /* of the band, or NULL */
    size_t band;           /* its index */
    unsigned char *raw[2]; /* a chunk before and after a filter, while a band is unpacked */
    size_t kept;           /* bytes of the band that are counted in kept_bytes */
};

static size_t kept_bytes; /* guarded by the lock */

/* ---- chunks ---- */

/* Puts the bytes of each element together again. */
static void unshuffle(unsigned char *to, const unsigned char *from, size_t bytes, size_t element)
{
    size_t count = bytes / element;
    for (size_t byte = 0; byte < element; byte++)
        for (size_t i = 0; i < count; i++)
            to[i * element + byte] = from[byte * count + i];
}

/* Undoes one filter: from raw[0], whose length is *length, into raw[1]; then swaps the two. */
static bool undo_filter(struct packed *p, H5Z_filter_t filter, size_t *length)
{
    const struct hdf5_grid *g = &p->grid;
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

/* How many bytes a chunk is stored in; 0: it is missing. For chunks without filters, libhdf5 1.10's
 * H5Dget_chunk_storage_size gives the size that they should have, while H5Dread_chunk reads as many
 * bytes as a damaged file claims. H5Dget_chunk_info_by_coord gives the claimed size, but searches
 * all chunks. */
static bool find_stored(const struct packed *p, const hsize_t *at, hsize_t *stored)
{
    unsigned mask;
    haddr_t address;
    if (p->grid.filter_count)
        return H5Dget_chunk_storage_size(p->dataset, at, stored) >= 0;
    return H5Dget_chunk_info_by_coord(p->dataset, at, &mask, &address, stored) >= 0;
}

/* Reads the chunk that begins at index at[i] of each dimension i, and unpacks it into raw[0]. A bit
 * of the mask means that a filter was not applied to this chunk. */
static struct error *read_chunk(struct packed *p, const hsize_t *at)
{
    const struct hdf5_grid *g = &p->grid;
    hsize_t stored = 0;
    uint32_t mask = 0;
    struct error *err = NULL;
    hdf5_lock();
    if (!find_stored(p, at, &stored) || stored == 0)
        err = error_new("a chunk is missing: not written whole, or damaged: write the file again");
    else if (stored > g->stored_most)
        err = error_new("a chunk has %" PRIu64
                        " bytes, at most %zu are possible: damaged: write the file again",
                        (uint64_t)stored, g->stored_most);
    else if (H5Dread_chunk(p->dataset, H5P_DEFAULT, at, &mask, p->raw[0]) < 0)
        err = hdf5_error("a chunk");
    hdf5_unlock();
    if (err)
        return err;
    size_t length = (size_t)stored;
    for (size_t i = g->filter_count; i-- > 0;)
        if (!(mask & UINT32_C(1) << i) && !undo_filter(p, g->filters[i], &length))
            return error_new("a chunk cannot be unpacked: damaged: write the file again");
    return length == g->chunk_bytes
               ? NULL
               : error_new("a chunk has %zu bytes, expected %zu: damaged: write the file again",
                           length, g->chunk_bytes);
}

/* Copies the part of a chunk that is inside the tensor to its place in the band. `from` and `to`
 * point to the chunk's first element in the dimensions from `dim` on. One index of `dim` takes
 * `inner` bytes in the chunk and `row` bytes in the band. */
static void copy_chunk(const struct hdf5_grid *g, size_t dim, const hsize_t *at,
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

/* Moves `at` to the next chunk of the band, the last index running fastest; false after the last.
 */
static bool next_chunk(const struct hdf5_grid *g, hsize_t *at)
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
    const struct hdf5_grid *g = &p->grid;
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
        err = hdf5_error("elements");
    if (type >= 0)
        H5Tclose(type);
    hdf5_unlock();
    return err;
}

/* Closes the libhdf5 handles; the lock is held. */
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
    p->has_tensor = false;
}

static bool is_of(const struct packed *p, const struct tensor *t)
{
    return p->has_tensor && p->tensor == t->place.size;
}

/* Opens the tensor's data set, unless it is open. */
static struct error *open_tensor(struct packed *p, const struct tensor *t, int fd)
{
    struct error *err = NULL;
    hdf5_lock();
    if (p->file < 0)
        TRY(hdf5_open(&p->file, fd, t->place.offset, t->place.skip));
    if (!is_of(p, t))
        forget_tensor(p);
    if (p->dataset < 0)
        p->dataset = H5Oopen_by_addr(p->file, t->place.size);
    if (p->dataset < 0)
        TRY(hdf5_error(t->name));
    if (!p->has_tensor)
        TRY(hdf5_grid_of(&p->grid, p->dataset, t));
    p->has_tensor = true;
    p->tensor = t->place.size;
out:
    hdf5_unlock();
    return err;
}

/* Loads the band that holds the element into p->bytes. */
static struct error *load_band(struct packed *p, const struct tensor *t, int fd, size_t element)
{
    struct error *err;
    if (p->bytes && is_of(p, t) && element / p->grid.row / p->grid.chunk[0] == p->band)
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

/* Removes the band from kept_bytes, because it is in use again. The lock is held. */
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
        const struct hdf5_grid *g = &p->grid;
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
