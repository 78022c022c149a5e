#include "checkpoint/format/open.h"

#include "base/file/file.h"
#include "checkpoint/dcp/rankfiles.h"
#include "checkpoint/format/archive.h"
#include "checkpoint/format/folder.h"
#include "checkpoint/format/foreign.h"
#include "checkpoint/format/npyfile.h"
#include "checkpoint/format/partial.h"
#include "checkpoint/format/rawfile.h"
#include "checkpoint/format/safetensors.h"
#include "checkpoint/format/shards.h"
#include "checkpoint/hdf5/hdf5file.h"
#include "checkpoint/lora/factors.h"
#include "checkpoint/names.h"
#include "checkpoint/tie.h"
#include "checkpoint/torch/torchlegacy.h"

#include <stdio.h>
#include <unistd.h>

static const struct checkpoint_format *const formats[] = {&archive_format,     &torchlegacy_format,
                                                          &npyfile_format,     &hdf5file_format,
                                                          &safetensors_format, &shards_format};
enum { FORMATS = sizeof formats / sizeof *formats, HEAD_FIRST = 64 /* bytes */ };

/* Reads more of the head, until it has `length` bytes or the file ends. */
static struct error *extend_head(struct opening *o, size_t length)
{
    size_t known = o->head_length;
    o->head_length = o->size < length ? (size_t)o->size : length;
    return file_read(o->fd, o->head + known, o->head_length - known, known);
}

static const struct checkpoint_format *recognised(const struct opening *o)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i]->recognise(o->head, o->head_length))
            return formats[i];
    return NULL;
}

static struct error *error_unknown(const struct opening *o, const char *path)
{
    const char *foreign = foreign_text(o->head, o->head_length, path);
    if (foreign)
        return error_new("%s", foreign);
    char names[256] = "";
    for (size_t i = 0, used = 0; i < FORMATS && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                                 formats[i]->name);
    return error_new("unknown format (known: %s): convert it to one of these", names);
}

/* The first bytes tell most formats, and the data may begin soon after them: more is read only if
 * the first bytes do not tell. */
static struct error *find_format(struct checkpoint *c, struct opening *o)
{
    struct error *err = NULL;
    if (o->hints->raw) {
        c->format = &rawfile_format;
        return NULL;
    }
    for (size_t length = HEAD_FIRST; !c->format && length <= CHECKPOINT_HEAD;
         length *= CHECKPOINT_HEAD / HEAD_FIRST) {
        TRY(extend_head(o, length));
        c->format = recognised(o);
    }
    if (!c->format)
        err = o->size ? error_unknown(o, c->path) : error_new("empty file: write it again");
out:
    return err;
}

static struct error *describe(struct checkpoint *c, struct opening *o)
{
    struct error *err;
    if (!o->is_folder && !o->hints->is_rank)
        TRY(rankfiles_check_lone(c->path));
    TRY(o->is_folder ? folder_find(c) : find_format(c, o));
    if (!o->is_folder && !o->hints->raw)
        TRY(partial_check(c->path, o->hints));
    TRY(c->format->open(c, o));
    TRY(checkpoint_sort(c));
    TRY(names_settle(c, o->hints));
    TRY(lora_check_alone(c, o->hints));
    TRY(tie_find(c));
out:
    return err;
}

struct error *checkpoint_open(struct checkpoint *c, const char *path,
                              const struct checkpoint_hints *hints)
{
    static const struct checkpoint_hints none = {0};
    struct error *err;
    struct opening o = {.fd = -1, .hints = hints ? hints : &none, .open = checkpoint_open};
    TRY(checkpoint_begin(c, path, &o));
    TRY(error_prefix(describe(c, &o), "%s", path));
out:
    if (o.fd >= 0)
        close(o.fd);
    if (err)
        checkpoint_free(c);
    return err;
}
