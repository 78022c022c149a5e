/* The bytes of a stream, buffered. */
#include "stream/reader/impl.h"

#include "base/size.h"

#include <errno.h>
#include <stdint.h>
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

/* Reads on behind what is buffered. */
static struct error *read_on(struct reader *rd)
{
    memmove(rd->buffer, rd->buffer + rd->at, rd->end - rd->at);
    rd->end -= rd->at;
    rd->at = 0;
    ssize_t got = read_some(rd->fd, rd->buffer + rd->end, READER_BUFFER - rd->end);
    if (got < 0)
        return reader_error_read(rd);
    rd->end += (size_t)got;
    return NULL;
}

static struct error *fill(struct reader *rd)
{
    return rd->at < rd->end ? NULL : read_on(rd);
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

struct error *reader_goes_on_with(struct reader *rd, const char *bytes, bool *yes)
{
    size_t length = strlen(bytes), before = SIZE_MAX;
    for (;;) {
        size_t known = size_min(length, rd->end - rd->at);
        *yes = known == length && memcmp(rd->buffer + rd->at, bytes, length) == 0;
        if (known == length || known == before || memcmp(rd->buffer + rd->at, bytes, known) != 0)
            return NULL;
        before = known;
        struct error *err = read_on(rd);
        if (err)
            return err;
    }
}
