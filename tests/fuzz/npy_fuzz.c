/* A .npy array: its header alone, and a file of it taken for a stream. */
#include "stream_read.h"

#include "base/npy.h"

/* In memory of its exact length, so that reading past it is seen. */
static void parse_header(const uint8_t *data, size_t size)
{
    struct npy npy;
    size_t length;
    if (size < NPY_PREFIX || !fuzz_good(npy_header_length(data, &length)) || length > size)
        return;
    unsigned char *header = malloc(length);
    fuzz_must(header != NULL);
    memcpy(header, data, length);
    if (fuzz_good(npy_parse(&npy, header, length)))
        fuzz_must(npy.dims <= NPY_MAX_DIMS && npy.header == length);
    free(header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH];
    parse_header(data, size);
    int fd = fuzz_file(data, size, path);
    for (size_t i = 0; i < STREAM_TAKERS; i++)
        fuzz_good(stream_read(path, stream_takers[i]));
    close(fd);
    return 0;
}
