#include "checkpoint/format/npzfile.h"

#include "base/file/path.h"
#include "checkpoint/format/npyfile.h"
#include "checkpoint/format/npyscalar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".npy";

/* The length of an entry's name without .npy, or 0 if the name does not end in .npy. */
static size_t array_name_length(const struct zip_entry *e)
{
    return path_ends_in(e->name, suffix) ? strlen(e->name) - strlen(suffix) : 0;
}

bool npzfile_recognise(const struct zipfile *z)
{
    for (size_t i = 0; i < z->count; i++)
        if (array_name_length(&z->entries[i]))
            return true;
    return false;
}

/* The array's header, parsed. */
static struct error *read_header(const struct zip_entry *e, const struct opening *o,
                                 struct npy *npy)
{
    struct error *err;
    unsigned char prefix[NPY_PREFIX], *header = NULL;
    size_t length;
    if (e->size < sizeof prefix)
        return error_new("%" PRIu64 " bytes are not an array: damaged: write the file again",
                         e->size);
    TRY(zip_entry_read(e, o, prefix, sizeof prefix));
    TRY(npy_header_length(prefix, &length));
    if (length > e->size)
        TRY(error_new(".npy header: has %zu bytes of %" PRIu64 ": damaged: write the file again",
                      length, e->size));
    header = malloc(length);
    if (!header)
        TRY(error_memory("a .npy header"));
    TRY(zip_entry_read(e, o, header, length));
    TRY(npy_parse(npy, header, length));
out:
    free(header);
    return err;
}

/* Takes an array without dimensions, which has one element, as metadata. */
static struct error *take_scalar(struct checkpoint *c, const struct opening *o,
                                 const struct zip_entry *e, const struct npy *npy)
{
    struct error *err;
    unsigned char *bytes = NULL;
    char text[NPYSCALAR_ROOM];
    if (e->size != npy->header + npy->item)
        return error_new("%" PRIu64 " bytes do not hold one %s: damaged: write the file again",
                         e->size, npy->descr);
    bytes = malloc((size_t)e->size);
    if (!bytes)
        return error_memory("a number");
    TRY(zip_entry_read(e, o, bytes, (size_t)e->size));
    if (npyscalar_text(npy, bytes + npy->header, text)) {
        TRY(strlist_add(&c->keys, e->name, array_name_length(e)));
        TRY(strlist_add(&c->values, text, strlen(text)));
    }
out:
    free(bytes);
    return err;
}

static enum tensor_role role_of(const char *name, const struct npy *npy)
{
    if (npy_is_text_or_date(npy))
        return TENSOR_NO_NUMBERS;
    return npyscalar_is(npy) && !tensor_name_is_path(name) ? TENSOR_COLUMN : TENSOR_UNKNOWN;
}

static struct error *take_array(struct checkpoint *c, const struct zip_entry *e,
                                const struct opening *o, const struct npy *npy)
{
    struct error *err;
    uint64_t bytes;
    struct tensor *t = &c->tensors[c->count++];
    char *name = strndup(e->name, array_name_length(e));
    if (!name)
        return error_memory("a tensor's name");
    t->place = zip_entry_place(e, npy->type, npy->header);
    t->role = role_of(name, npy);
    TRY(npyfile_describe(t, name, npy));
    bytes = npy->count * npy->item; /* npy_parse has checked it */
    if (!t->unreadable)
        TRY(tensor_check(t, o->size, &bytes));
    if (npy->item > 0 && bytes != e->size - npy->header)
        err =
            error_new("an array of %" PRIu64 " bytes in %" PRIu64 ": damaged: write the file again",
                      bytes, e->size - npy->header);
out:
    free(name);
    return err;
}

/* Of arrays without dimensions only floating-point numbers: whole ones count, texts describe. */
static bool may_be_weights(const struct npy *npy)
{
    return !npyscalar_is(npy) || (npy->kind == NPY_NUMBERS && dtype_is_float(npy->type));
}

static struct error *take_entry(struct checkpoint *c, const struct zip_entry *e,
                                const struct opening *o)
{
    struct error *err;
    struct npy npy;
    TRY(read_header(e, o, &npy));
    if (npyscalar_is(&npy))
        TRY(take_scalar(c, o, e, &npy));
    if (may_be_weights(&npy))
        TRY(take_array(c, e, o, &npy));
out:
    return error_prefix(err, "zip entry %s", e->name);
}

struct error *npzfile_open(struct checkpoint *c, const struct opening *o, const struct zipfile *z)
{
    struct error *err;
    TRY(checkpoint_reserve(c, z->count));
    for (size_t i = 0; i < z->count; i++)
        if (array_name_length(&z->entries[i]))
            TRY(take_entry(c, &z->entries[i], o));
out:
    return err;
}
