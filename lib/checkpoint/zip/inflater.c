#include "checkpoint/zip/inflater.h"

#include "base/size.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { INPUT = 4096, SKIP = 1 << 14 };

struct inflater {
    z_stream z;
    uint64_t offset; /* where the data begin in the file */
    uint64_t next;   /* the file's byte after those in `input` */
    uint64_t position;
    uLong crc;  /* of the bytes unpacked so far */
    bool ended; /* the end of the data was seen */
    unsigned char input[INPUT];
};

struct error *inflater_new(struct inflater **inflater)
{
    struct inflater *i = calloc(1, sizeof *i);
    *inflater = i;
    if (!i || inflateInit2(&i->z, -MAX_WBITS) != Z_OK) {
        free(i);
        *inflater = NULL;
        return error_memory("unpacking");
    }
    return NULL;
}

void inflater_free(struct inflater *inflater)
{
    if (!inflater)
        return;
    inflateEnd(&inflater->z);
    free(inflater);
}

struct error *inflater_start(struct inflater *inflater, uint64_t offset)
{
    struct inflater *i = inflater;
    if (inflateReset(&i->z) != Z_OK)
        return error_memory("unpacking");
    i->z.avail_in = 0;
    i->offset = i->next = offset;
    i->position = 0;
    i->crc = crc32(0, NULL, 0);
    i->ended = false;
    return NULL;
}

uint64_t inflater_offset(const struct inflater *inflater)
{
    return inflater->offset;
}

uint64_t inflater_position(const struct inflater *inflater)
{
    return inflater->position;
}

/* At the file's end this gives zlib no input, which zlib reports as an error. */
static struct error *fill(struct inflater *i, int fd)
{
    ssize_t got;
    do
        got = pread(fd, i->input, sizeof i->input, (off_t)i->next);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_new("byte %" PRIu64 ": cannot read: %s", i->next, strerror(errno));
    i->z.next_in = i->input;
    i->z.avail_in = (uInt)got;
    i->next += (uint64_t)got;
    return NULL;
}

/* Unpacks up to `length` bytes: fewer only if the data end. */
static struct error *inflate_some(struct inflater *i, int fd, unsigned char *to, size_t length,
                                  size_t *got)
{
    struct error *err = NULL;
    for (*got = 0; *got < length && !i->ended;) {
        uInt room = (uInt)size_min(length - *got, 1 << 30);
        i->z.next_out = to + *got;
        i->z.avail_out = room;
        if (i->z.avail_in == 0)
            TRY(fill(i, fd));
        int status = inflate(&i->z, Z_NO_FLUSH);
        *got += room - i->z.avail_out;
        i->ended = status == Z_STREAM_END;
        if (status == Z_MEM_ERROR)
            TRY(error_memory("unpacking"));
        if (status != Z_OK && status != Z_STREAM_END)
            TRY(error_new("byte %" PRIu64 ": the packed data are damaged: write the file again",
                          i->offset));
    }
    i->position += *got;
    i->crc = crc32_z(i->crc, to, *got);
out:
    return err;
}

struct error *inflater_read(struct inflater *inflater, int fd, void *to, size_t length)
{
    size_t got;
    struct error *err = inflate_some(inflater, fd, to, length, &got);
    if (!err && got < length)
        err = error_new("byte %" PRIu64 ": the data unpack to %" PRIu64
                        " bytes, fewer than the file says: damaged: write the file again",
                        inflater->offset, inflater->position);
    return err;
}

struct error *inflater_skip(struct inflater *inflater, int fd, uint64_t length)
{
    unsigned char nowhere[SKIP];
    struct error *err = NULL;
    for (uint64_t done = 0, step; done < length && !err; done += step) {
        step = length - done < sizeof nowhere ? length - done : sizeof nowhere;
        err = inflater_read(inflater, fd, nowhere, (size_t)step);
    }
    return err;
}

struct error *inflater_check(struct inflater *inflater, int fd, uint64_t size, uint32_t crc)
{
    struct error *err;
    unsigned char more;
    size_t got;
    if (inflater->position < size)
        TRY(inflater_skip(inflater, fd, size - inflater->position));
    TRY(inflate_some(inflater, fd, &more, 1, &got));
    if (inflater->position > size)
        err = error_new("byte %" PRIu64 ": the data unpack to more than the %" PRIu64
                        " bytes that the file says: damaged: write the file again",
                        inflater->offset, size);
    else if (inflater->crc != crc)
        err = error_new("byte %" PRIu64 ": the unpacked data do not have the checksum that the "
                        "file says: damaged: write the file again",
                        inflater->offset);
out:
    return err;
}
