#include "checkpoint/format/sb3file.h"

#include "checkpoint/python_json.h"
#include "checkpoint/torch/torchzip.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_MAX = 64 << 20 }; /* bytes: settings, and the last observations */

static const char policy[] = "policy.pth", data[] = "data", steps[] = "num_timesteps";

/* Not rewritten: the inner archive has checksums of its own. */
static const struct checkpoint_format format = {
    .name = "stable-baselines3", .rewrite = REWRITE_NONE, .read = zip_read, .close = zip_close};

bool sb3file_recognise(const struct zipfile *z)
{
    return zipfile_find(z, policy) != NULL;
}

/* ---- the network ---- */

static struct error *describe_inner(struct checkpoint *c, const struct opening *o)
{
    struct zipfile z;
    struct error *err = zipfile_open(&z, o);
    if (err)
        return err;
    err = torchzip_recognise(&z) ? torchzip_open(c, o, &z)
                                 : error_new("not a file of torch.save since version 1.6: unzip "
                                             "brings it out");
    zipfile_free(&z);
    return err;
}

/* Positions in the entry become positions in the file. */
static struct error *take_policy(struct checkpoint *c, const struct opening *o,
                                 const struct zip_entry *e)
{
    struct error *err;
    struct opening inner = {
        .fd = o->fd, .start = e->offset, .size = e->length, .hints = o->hints, .open = o->open};
    TRY(zip_entry_check(e));
    if (e->packed)
        TRY(error_new("deflated, where stable-baselines3 stores it: unzip brings it out"));
    TRY(describe_inner(c, &inner));
    for (size_t i = 0; i < c->count; i++)
        c->tensors[i].place.offset += e->offset;
out:
    return error_prefix(err, "zip entry %s", policy);
}

/* ---- settings ---- */

static struct error *take_numbers(struct checkpoint *c, json_t *settings)
{
    const char *key;
    json_t *value;
    json_object_foreach(settings, key, value)
    {
        struct error *err =
            key[0] == '_'
                ? NULL
                : python_json_take_number(c, strcmp(key, steps) == 0 ? "step" : key, value);
        if (err)
            return err;
    }
    return NULL;
}

static struct error *take_data(struct checkpoint *c, const struct opening *o,
                               const struct zip_entry *e)
{
    struct error *err;
    json_t *settings = NULL;
    char *text = NULL;
    if (e->size > DATA_MAX)
        TRY(error_new("%" PRIu64 " bytes, at most %d are allowed: write the file again", e->size,
                      DATA_MAX));
    text = calloc((size_t)e->size + 1, 1);
    if (!text)
        TRY(error_memory("the settings of a training"));
    TRY(zip_entry_read(e, o, text, (size_t)e->size));
    TRY(python_json_parse(text, &settings));
    TRY(take_numbers(c, settings));
out:
    json_decref(settings);
    free(text);
    return error_prefix(err, "zip entry %s", data);
}

struct error *sb3file_open(struct checkpoint *c, const struct opening *o, const struct zipfile *z)
{
    const struct zip_entry *settings = zipfile_find(z, data);
    struct error *err = take_policy(c, o, zipfile_find(z, policy));
    c->format = &format;
    if (!err && settings)
        err = take_data(c, o, settings);
    return err;
}
