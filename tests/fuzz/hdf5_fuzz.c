/* libFuzzer: an HDF5 file, and the elements of its tensors. Seeds: tests/data/hdf5. libhdf5 itself
 * has faults that damaged files bring out, so crashes are to be told apart by their stacks:
 *   clang -fsanitize=fuzzer,address,undefined ... &&
 *       hdf5_fuzz -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -max_len=65536 CORPUS SEEDS */
#include "size.h"
#include "tensorread.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { READ_MOST = 4096 };

/* The first elements and the last. */
static void read_ends(struct cursor *cursor, const struct tensor *t)
{
    double elements[READ_MOST];
    size_t count = size_min(t->count, READ_MOST);
    struct error *err = tensor_read_f64(cursor, t, 0, count, elements);
    error_free(err);
    err = tensor_read_f64(cursor, t, t->count - count, count, elements);
    error_free(err);
}

static void read_tensors(const struct checkpoint *c)
{
    struct cursor cursor;
    struct error *err = cursor_open(&cursor, c);
    if (err) {
        error_free(err);
        return;
    }
    for (size_t i = 0; i < c->count; i++) {
        read_ends(&cursor, &c->tensors[i]);
        cursor_suspend(&cursor);
    }
    cursor_close(&cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char signature[] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    char path[64];
    struct checkpoint c;
    if (size < sizeof signature || memcmp(data, signature, sizeof signature) != 0)
        return -1; /* other formats have harnesses of their own */
    int fd = memfd_create("hdf5_fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct error *err = checkpoint_open(&c, path, NULL);
    if (!err) {
        read_tensors(&c);
        checkpoint_free(&c);
    }
    error_free(err);
    close(fd);
    return 0;
}
