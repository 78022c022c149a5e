#include "checkpoint/torch/torchzip.h"

#include "checkpoint/torch/describe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char description[] = "data.pkl";

/* The archive, and the directory in it that holds all entries. */
struct torchzip {
    const struct zipfile *zip;
    int prefix_length;
    const char *prefix;
    bool swapped;
};

/* The entry data.pkl in a directory of any name. */
static const struct zip_entry *find_description(const struct zipfile *z)
{
    for (size_t i = 0; i < z->count; i++) {
        const char *slash = strchr(z->entries[i].name, '/');
        if (slash && strcmp(slash + 1, description) == 0)
            return &z->entries[i];
    }
    return NULL;
}

/* Whether an archive has an entry of this path in its one directory, or, if the path ends in a
 * slash, any entry below it. */
static bool has_entry(const struct zipfile *z, const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < z->count; i++) {
        const char *slash = strchr(z->entries[i].name, '/');
        if (slash && strncmp(slash + 1, path, length) == 0 &&
            (slash[1 + length] == '\0' || path[length - 1] == '/'))
            return true;
    }
    return false;
}

static bool is_script(const struct zipfile *z)
{
    return has_entry(z, "constants.pkl") && has_entry(z, "code/");
}

static bool is_export(const struct zipfile *z)
{
    return has_entry(z, "archive_format") && has_entry(z, "models/");
}

bool torchzip_recognise(const struct zipfile *z)
{
    return find_description(z) || is_script(z) || is_export(z);
}

static struct error *refuse_programs(const struct zipfile *z)
{
    if (is_script(z))
        return error_new("a TorchScript program (torch.jit.save), which is not read: save "
                         "torch.jit.load(FILE).state_dict() by torch.save");
    if (is_export(z))
        return error_new("a program of torch.export, which is not read: save "
                         "torch.export.load(FILE).state_dict by torch.save");
    return NULL;
}

static const struct zip_entry *find_entry(const struct torchzip *t, const char *directory,
                                          const char *name)
{
    char path[4096];
    int length =
        snprintf(path, sizeof path, "%.*s%s%s", t->prefix_length, t->prefix, directory, name);
    return length >= 0 && (size_t)length < sizeof path ? zipfile_find(t->zip, path) : NULL;
}

static struct error *place_in_entry(void *context, const char *key, uint64_t length, uint64_t skip,
                                    struct place *place)
{
    const struct torchzip *t = context;
    const struct zip_entry *e = find_entry(t, "data/", key);
    if (!e)
        return error_new("storage %s: not in the archive: damaged: write the file again", key);
    struct error *err = error_prefix(zip_entry_check(e), "storage %s", key);
    if (!err && e->size < length)
        err = error_new("storage %s: has %" PRIu64 " bytes, expected %" PRIu64
                        ": damaged: write the file again",
                        key, e->size, length);
    *place = zip_entry_place(e, place->type, skip);
    place->swapped = t->swapped;
    return err;
}

/* Torch writes numbers in the machine's byte order. Archives from before torch 2.1 do not tell the
 * order, and are taken for little-endian. */
static struct error *read_byte_order(struct torchzip *t, const struct opening *o)
{
    char text[4] = "";
    const struct zip_entry *e = find_entry(t, "", "byteorder");
    if (!e || e->size < 3)
        return NULL;
    struct error *err = zip_entry_read(e, o, text, 3);
    t->swapped = strcmp(text, "big") == 0;
    return err;
}

/* Reads the description, which the caller frees. A file that unpacks to more bytes than the whole
 * archive has is not a description. */
static struct error *read_description(const struct zip_entry *e, const struct opening *o,
                                      unsigned char **bytes)
{
    enum { ALWAYS_FINE = 1 << 20 };
    *bytes = NULL;
    if (e->size > TORCH_PICKLE_MAX || (e->size > ALWAYS_FINE && e->size > o->size))
        return error_new(
            "zip entry %s: %" PRIu64
            " bytes are too many for a description: damaged, or made up: write the file again",
            e->name, e->size);
    *bytes = malloc((size_t)e->size + 1);
    if (!*bytes)
        return error_memory("the description of a file");
    return error_prefix(zip_entry_read(e, o, *bytes, (size_t)e->size), "zip entry %s", e->name);
}

/* The pickle of the archive's description. */
static struct error *parse_description(const struct zip_entry *e, const struct opening *o,
                                       struct pickle *p)
{
    struct error *err;
    unsigned char *bytes;
    TRY(read_description(e, o, &bytes));
    TRY(error_prefix(pickle_parse(p, bytes, (size_t)e->size), "zip entry %s", e->name));
out:
    free(bytes);
    return err;
}

struct error *torchzip_scalar(const struct opening *o, const struct zipfile *z,
                              char text[TORCH_SCALAR_ROOM])
{
    struct pickle p = {0};
    struct error *err = refuse_programs(z);
    if (!err)
        err = parse_description(find_description(z), o, &p);
    if (!err && !torch_scalar_text(p.root, text))
        text[0] = '\0';
    pickle_free(&p);
    return err;
}

static struct error *describe(struct checkpoint *c, const struct opening *o,
                              const struct zipfile *z)
{
    struct error *err;
    struct pickle p = {0};
    const struct zip_entry *e = find_description(z);
    struct torchzip t = {
        .zip = z, .prefix = e->name, .prefix_length = (int)(strlen(e->name) - strlen(description))};
    const struct torch_storages storages = {&t, place_in_entry};
    TRY(read_byte_order(&t, o));
    TRY(parse_description(e, o, &p));
    TRY(torch_describe(c, o, &p, &storages));
out:
    pickle_free(&p);
    return err;
}

struct error *torchzip_open(struct checkpoint *c, const struct opening *o, const struct zipfile *z)
{
    struct error *err = refuse_programs(z);
    return err ? err : describe(c, o, z);
}
