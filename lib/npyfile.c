#include "npyfile.h"

#include "npy.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char tensor_name[] = "array";

/* The header's whole text; the caller frees it. */
static struct error *read_header(const struct checkpoint *c, int fd, unsigned char **header,
                                 size_t *length)
{
    struct error *err;
    unsigned char prefix[NPY_PREFIX];
    *header = NULL;
    if (c->size < sizeof prefix)
        return error_new(".npy file of %" PRIu64 " bytes: it was cut short", c->size);
    TRY(checkpoint_read(fd, prefix, sizeof prefix, 0));
    TRY(npy_header_length(prefix, length));
    if (*length > c->size)
        return error_new(".npy header of %zu bytes in a file of %" PRIu64 ": it was cut short",
                         *length, c->size);
    *header = malloc(*length);
    if (!*header)
        return error_memory("a .npy header");
    memcpy(*header, prefix, sizeof prefix);
    TRY(checkpoint_read(fd, *header + sizeof prefix, *length - sizeof prefix, sizeof prefix));
out:
    return err;
}

static struct error *add_tensor(struct checkpoint *c, const struct npy *npy)
{
    c->tensors = calloc(1, sizeof *c->tensors);
    if (!c->tensors)
        return error_memory("a .npy header");
    c->count = 1;
    struct tensor *t = c->tensors;
    *t = (struct tensor){.type = npy->type,
                         .swapped = npy->swapped,
                         .fortran = npy->fortran,
                         .dims = npy->dims,
                         .offset = npy->header};
    t->name = strdup(tensor_name);
    t->shape = malloc((npy->dims + 1) * sizeof *t->shape);
    if (!t->name || !t->shape)
        return error_memory("a .npy header");
    memcpy(t->shape, npy->shape, npy->dims * sizeof *t->shape);
    return NULL;
}

static struct error *npyfile_open(struct checkpoint *c, int fd)
{
    struct error *err;
    struct npy npy;
    unsigned char *header;
    size_t length;
    uint64_t bytes;
    TRY(read_header(c, fd, &header, &length));
    TRY(npy_parse(&npy, header, length));
    TRY(add_tensor(c, &npy));
    TRY(tensor_check(c, c->tensors, &bytes));
    if (bytes < c->size - npy.header)
        err = error_new("%" PRIu64 " bytes behind the array: numpy.save one array a file",
                        c->size - npy.header - bytes);
out:
    free(header);
    return err;
}

const struct checkpoint_format npyfile_format = {".npy", npy_recognise, npyfile_open};
