#include "base/file/file.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct error *file_read(int fd, void *to, size_t length, uint64_t offset)
{
    unsigned char *at = to;
    while (length > 0) {
        ssize_t got = pread(fd, at, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_new("byte %" PRIu64 ": cannot read: %s", offset, strerror(errno));
        if (got == 0)
            return error_new("byte %" PRIu64 ": the file ends here, it changed while it was "
                             "read: wait until its writer has finished",
                             offset);
        at += got;
        offset += (uint64_t)got;
        length -= (size_t)got;
    }
    return NULL;
}

const char *file_write_remedy(int fault)
{
    switch (fault) {
    case EPIPE:
        return "the program that reads it has ended";
    case EFBIG:
        return "files may not become so large: raise the limit (ulimit -f), or name another disk";
    default:
        return "is the disk full, or the output closed?";
    }
}

struct error *file_write(int fd, const void *data, size_t length, uint64_t offset, const char *name)
{
    const char *at = data;
    while (length > 0) {
        ssize_t written = pwrite(fd, at, length, (off_t)offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_new("%s: cannot write: %s: %s", name, strerror(errno),
                             file_write_remedy(errno));
        at += written;
        offset += (uint64_t)written;
        length -= (size_t)written;
    }
    return NULL;
}

bool file_write_all(int fd, const void *data, size_t length)
{
    const char *at = data;
    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += written;
        length -= (size_t)written;
    }
    return true;
}

bool file_copy(int from, int to)
{
    char bytes[1 << 16];
    for (off_t at = 0;;) {
        ssize_t got = pread(from, bytes, sizeof bytes, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if (!file_write_all(to, bytes, (size_t)got))
            return false;
        at += got;
    }
}
