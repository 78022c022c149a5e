/* Pieces of a payload: their memory, their type, and from anywhere in a file. */
#include "stream/reader/impl.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct error *reader_grow(struct panel_buffer *buffer, size_t needed)
{
    if (needed <= buffer->room)
        return NULL;
    free(buffer->bytes);
    buffer->room = 0;
    buffer->bytes = malloc(needed);
    if (!buffer->bytes)
        return error_memory("a panel of columns");
    buffer->room = needed;
    return NULL;
}

void reader_convert(const struct reader *rd, void *to, enum phm_type type, const void *from,
                    size_t count)
{
    if (type == PHM_F64)
        dtype_to_f64(to, from, count, rd->source, rd->swapped);
    else
        dtype_to_f32(to, from, count, rd->source, rd->swapped);
}

struct error *reader_read_at(const struct reader *rd, void *to, size_t length, uint64_t offset)
{
    unsigned char *at = to;
    while (length > 0) {
        ssize_t got = pread(rd->fd, at, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return reader_error_read(rd);
        if (got == 0)
            return reader_error_cut_short(rd);
        at += got;
        offset += (uint64_t)got;
        length -= (size_t)got;
    }
    return NULL;
}
