#include "evaluation/file_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

static struct error *hash_rest(int fd, const char *path, XXH3_state_t *state, uint64_t *hash)
{
    enum { PIECE = 1 << 16 };
    unsigned char piece[PIECE];
    ssize_t got;
    XXH3_64bits_reset(state);
    while ((got = read(fd, piece, sizeof piece)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_new("%s: cannot read: %s", path, strerror(errno));
        XXH3_64bits_update(state, piece, (size_t)got);
    }
    *hash = XXH3_64bits_digest(state);
    return NULL;
}

struct error *file_hash(const char *path, uint64_t *hash)
{
    struct error *err = NULL;
    XXH3_state_t *state = XXH3_createState();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        TRY(error_new("%s: cannot open: %s", path, strerror(errno)));
    if (!state)
        TRY(error_memory("a checksum"));
    TRY(hash_rest(fd, path, state, hash));
out:
    if (fd >= 0)
        close(fd);
    XXH3_freeState(state);
    return err;
}
