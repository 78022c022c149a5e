#include "checkpoint/hdf5/hdf5_impl.h"

#include "base/file/file.h"
#include "base/size.h"

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

/* Puts the bytes of each element together again. */
static void unshuffle(unsigned char *to, const unsigned char *from, size_t bytes, size_t element)
{
    size_t count = bytes / element;
    for (size_t byte = 0; byte < element; byte++)
        for (size_t i = 0; i < count; i++)
            to[i * element + byte] = from[byte * count + i];
}

/* Undoes one filter: from raw[0], whose length is *length, into raw[1]; then swaps the two. */
static bool undo_filter(const struct hdf5_grid *g, uint64_t filter, unsigned char *raw[2],
                        size_t *length)
{
    uLongf unpacked = g->stored_most;
    if (filter == FACTS_DEFLATE) {
        if (uncompress(raw[1], &unpacked, raw[0], *length) != Z_OK)
            return false;
        *length = unpacked;
    } else {
        if (*length != g->chunk_bytes)
            return false;
        unshuffle(raw[1], raw[0], *length, g->element);
    }
    unsigned char *out = raw[1];
    raw[1] = raw[0];
    raw[0] = out;
    return true;
}

struct error *hdf5_read_chunk(const struct hdf5_grid *g, const struct hdf5_stretch *at,
                              const struct facts_chunk *chunk, unsigned char *raw[2])
{
    struct error *err;
    if (chunk->address == FACTS_NOWHERE)
        return error_new("a chunk is missing: not written whole, or damaged: write the file again");
    if (chunk->stored > g->stored_most)
        return error_new("a chunk has %" PRIu64
                         " bytes, at most %zu are possible: damaged: write the file again",
                         chunk->stored, g->stored_most);
    if (chunk->address > at->size || chunk->stored > at->size - chunk->address)
        return error_new("a chunk lies behind the end of the file: cut short or damaged: write the "
                         "file again");
    size_t length = (size_t)chunk->stored;
    TRY(file_read(at->fd, raw[0], length, at->offset + chunk->address));
    for (size_t i = g->filter_count; i-- > 0;)
        if (!(chunk->mask & UINT64_C(1) << i) && !undo_filter(g, g->filters[i], raw, &length))
            TRY(error_new("a chunk cannot be unpacked: damaged: write the file again"));
    if (length != g->chunk_bytes)
        TRY(error_new("a chunk has %zu bytes, expected %zu: damaged: write the file again", length,
                      g->chunk_bytes));
out:
    return err;
}

/* The dimensions from `dim` on; `from` and `to` point to the chunk's first element in them. One
 * index of `dim` takes `inner` bytes in the chunk and `row` bytes in the band. */
static void copy_dimensions(const struct hdf5_grid *g, size_t dim, const size_t *at,
                            const unsigned char *from, size_t inner, unsigned char *to, size_t row)
{
    size_t count = size_min(g->chunk[dim], g->shape[dim] - at[dim]);
    if (dim + 1 == g->dims) {
        memcpy(to, from, count * g->element);
        return;
    }
    size_t next_inner = inner / g->chunk[dim + 1], next_row = row / g->shape[dim + 1];
    for (size_t i = 0; i < count; i++)
        copy_dimensions(g, dim + 1, at, from + i * inner, next_inner,
                        to + i * row + at[dim + 1] * next_row, next_row);
}

void hdf5_copy_chunk(const struct hdf5_grid *g, const size_t *at, const unsigned char *chunk,
                     unsigned char *band)
{
    copy_dimensions(g, 0, at, chunk, g->chunk_bytes / g->chunk[0], band, g->row * g->element);
}

bool hdf5_next_chunk(const struct hdf5_grid *g, size_t *at)
{
    for (size_t i = g->dims; i-- > 1;) {
        at[i] += g->chunk[i];
        if (at[i] < g->shape[i])
            return true;
        at[i] = 0;
    }
    return false;
}
