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
    char reason[NPY_REASON];
    TRY(tensor_init(t, name, npy->shape, npy->dims));
    npy_unreadable(npy, reason);
    if (reason[0]) {
        t->count = npy->count;
        t->unreadable = strdup(reason);
        return t->unreadable ? NULL : error_memory("the description of a tensor");
    }
    t->place.type = npy->type;
    t->place.swapped = npy->swapped;
    if (npy->fortran && npy->dims > 1)
        TRY(tensor_set_fortran(t));
out:
    return err;
}

/* Fails unless the array's bytes end where the file does. */
static struct error *check_extent(struct tensor *t, const struct npy *npy, uint64_t size)
{
    struct error *err = NULL;
    uint64_t bytes = npy->count * npy->item; /* npy_parse has checked it */
    if (!t->unreadable)
        TRY(tensor_check(t, size, &bytes));
    else if (npy->item == 0)
        return NULL;
    else if (bytes > size - npy->header)
        return error_new(".npy header: an array of %" PRIu64 " bytes in a file of %" PRIu64
                         ": cut short: write the file again",
                         bytes, size);
    if (bytes < size - npy->header)
        err = error_new("%" PRIu64 " bytes after the array: numpy.save one array per file",
                        size - npy->header - bytes);
out:
    return err;
}

static struct error *npyfile_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    struct npy npy;
    unsigned char *header;
    size_t length;
    TRY(read_header(o, &header, &length));
    TRY(npy_parse(&npy, header, length));
    TRY(checkpoint_reserve(c, 1));
    c->count = 1;
    c->tensors->place.offset = npy.header;
    c->tensors->role = TENSOR_PARAMETER; /* whatever its type: there is nothing else */
    TRY(npyfile_describe(c->tensors, tensor_name, &npy));
    TRY(check_extent(c->tensors, &npy, o->size));
out:
    free(header);
    return err;
}

const struct checkpoint_format npyfile_format = {
    .name = ".npy", .rewrite = REWRITE_PLAIN, .recognise = npy_recognise, .open = npyfile_open};
