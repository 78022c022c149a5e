#include "checkpoint/format/npyfile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char tensor_name[] = "array";

/* Reads the whole header, which the caller frees. */
static struct error *read_header(const struct opening *o, unsigned char **header, size_t *length)
{
    struct error *err;
    unsigned char prefix[NPY_PREFIX];
    *header = NULL;
    if (o->size < sizeof prefix)
        return error_new(".npy header: does not fit a file of %" PRIu64
                         " bytes: cut short: write the file again",
                         o->size);
    TRY(checkpoint_read(o, prefix, sizeof prefix, 0));
    TRY(npy_header_length(prefix, length));
    if (*length > o->size)
        return error_new(".npy header: has %zu bytes in a file of %" PRIu64
                         ": cut short: write the file again",
                         *length, o->size);
    *header = malloc(*length);
    if (!*header)
        return error_memory("a .npy header");
    memcpy(*header, prefix, sizeof prefix);
    TRY(checkpoint_read(o, *header + sizeof prefix, *length - sizeof prefix, sizeof prefix));
out:
    return err;
}

struct error *npyfile_describe(struct tensor *t, const char *name, const struct npy *npy)
{
    struct error *err;
    TRY(tensor_init(t, name, npy->shape, npy->dims));
    t->place.type = npy->type;
    t->place.swapped = npy->swapped;
    if (npy->fortran && npy->dims > 1)
        TRY(tensor_set_fortran(t));
out:
    return err;
}

static struct error *npyfile_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct npy npy;
    unsigned char *header;
    size_t length;
    uint64_t bytes;
    TRY(read_header(o, &header, &length));
    TRY(npy_parse(&npy, header, length));
    TRY(checkpoint_reserve(c, 1));
    c->count = 1;
    c->tensors->place.offset = npy.header;
    c->tensors->role = TENSOR_PARAMETER; /* whatever its type: there is nothing else */
    TRY(npyfile_describe(c->tensors, tensor_name, &npy));
    TRY(tensor_check(c->tensors, o->size, &bytes));
    if (bytes < o->size - npy.header)
        err = error_new("%" PRIu64 " bytes after the array: numpy.save one array per file",
                        o->size - npy.header - bytes);
out:
    free(header);
    return err;
}

const struct checkpoint_format npyfile_format = {
    .name = ".npy", .rewrite = REWRITE_PLAIN, .recognise = npy_recognise, .open = npyfile_open};
