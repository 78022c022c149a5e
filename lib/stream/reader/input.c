/* The bytes of a stream, buffered. */
#include "stream/reader/impl.h"

#include "base/size.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct error *reader_error_read(const struct reader *rd)
{
    return error_new("%s: cannot read: %s", rd->name, strerror(errno));
}

static ssize_t read_some(int fd, void *to, size_t length)
{
    ssize_t got;
    do
        got = read(fd, to, length);
    while (got < 0 && errno == EINTR);
    return got;
}

static struct error *fill(struct reader *rd)
{
    if (rd->at < rd->end)
        return NULL;
    ssize_t got = read_some(rd->fd, rd->buffer, READER_BUFFER);
    if (got < 0)
        return reader_error_read(rd);
    rd->at = 0;
    rd->end = (size_t)got;
    return NULL;
}

static size_t take_buffered(struct reader *rd, unsigned char *to, size_t length)
{
    size_t taken = size_min(length, rd->end - rd->at);
    memcpy(to, rd->buffer + rd->at, taken);
    rd->at += taken;
    return taken;
}

struct error *reader_input(struct reader *rd, void *to, size_t length, size_t *taken)
{
    unsigned char *out = to;
    size_t done = take_buffered(rd, out, length);
    while (done < length) {
        size_t want = length - done, got;
        if (want < READER_BUFFER) { /* many narrow panels are read by few calls */
            struct error *err = fill(rd);
            if (err)
                return err;
            got = take_buffered(rd, out + done, want);
        } else {
            ssize_t read = read_some(rd->fd, out + done, want);
            if (read < 0)
                return reader_error_read(rd);
            got = (size_t)read;
        }
        if (got == 0)
            break;
        done += got;
    }
    rd->offset += done;
    *taken = done;
    return NULL;
}

struct error *reader_at_eof(struct reader *rd, bool *eof)
{
    struct error *err = fill(rd);
    *eof = rd->at == rd->end;
    return err;
}
