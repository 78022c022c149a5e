#include "checkpoint/format/kerasfile.h"

#include "checkpoint/hdf5/hdf5file.h"

static const char weights[] = "model.weights.h5";

bool kerasfile_recognise(const struct zipfile *z)
{
    return zipfile_find(z, weights) != NULL;
}

struct error *kerasfile_open(struct checkpoint *c, const struct opening *o, const struct zipfile *z)
{
    struct error *err;
    const struct zip_entry *e = zipfile_find(z, weights);
    TRY(zip_entry_check(e));
    if (e->packed)
        return error_new(
            "zip entry %s: deflated, where Keras stores it: unzip it, and name it instead",
            weights);
    c->format = &hdf5file_format;
    TRY(hdf5file_describe(c, o, e->offset, e->length));
out:
    return error_prefix(err, "zip entry %s", weights);
}
