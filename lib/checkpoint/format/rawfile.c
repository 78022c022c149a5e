#include "checkpoint/format/rawfile.h"

#include <inttypes.h>

static struct error *rawfile_open(struct checkpoint *c, const struct opening *o)
{
    struct error *err;
    enum dtype type = o->hints->raw_type;
    size_t size = dtype_size(type), count = (size_t)(o->size / size);
    if (o->size % size != 0)
        return error_new(
            "%" PRIu64
            " bytes are not a whole number of %s: cut short, or of another type: give its type",
            o->size, dtype_name(type));
    TRY(checkpoint_reserve(c, 1));
    c->count = 1;
    c->tensors->place.type = type;
    c->tensors->role = TENSOR_PARAMETER; /* whatever its type: there is nothing else */
    TRY(tensor_init(c->tensors, "raw", &count, 1));
    TRY(tensor_check(c->tensors, o->size, NULL));
out:
    return err;
}

const struct checkpoint_format rawfile_format = {
    .name = "raw", .rewrite = REWRITE_PLAIN, .open = rawfile_open};
