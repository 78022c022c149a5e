#include "checkpoint/dcp/record.h"

#include "checkpoint/assembly.h"
#include "checkpoint/torch/torchzip.h"

#include <inttypes.h>
#include <string.h>

static const struct checkpoint_hints none;

/* Opens the archive; the caller frees z. */
static struct error *open_archive(const struct dcp_record *record, const struct dcp_file *file,
                                  struct opening *o, struct zipfile *z)
{
    struct error *err;
    unsigned char head[4] = {0};
    *z = (struct zipfile){0};
    if (record->offset > file->size || record->length > file->size - record->offset)
        return error_new("bytes %" PRIu64 " to %" PRIu64 " of %s, but the file has %" PRIu64
                         ": cut short or damaged: write the checkpoint again",
                         record->offset, record->offset + record->length, record->file, file->size);
    *o = (struct opening){
        .fd = file->fd, .start = record->offset, .size = record->length, .hints = &none};
    if (o->size >= sizeof head)
        TRY(checkpoint_read(o, head, sizeof head, 0));
    if (memcmp(head, "PK\3\4", sizeof head) != 0)
        return error_new("bytes at %" PRIu64
                         " of %s are not an archive of torch.save: another serialisation, or "
                         "damaged: write the checkpoint again",
                         record->offset, record->file);
    TRY(zipfile_open(z, o));
    if (!torchzip_recognise(z))
        err = error_new("bytes at %" PRIu64 " of %s are an archive without data.pkl: damaged: "
                        "write the checkpoint again",
                        record->offset, record->file);
out:
    return err;
}

static struct error *check_part(const struct dcp_record *record, const struct tensor *part,
                                const struct tensor *t)
{
    if (part->dims != t->dims || memcmp(part->shape, record->size, t->dims * sizeof *t->shape) != 0)
        return error_new("a part in %s has another shape than the index says: damaged: write the "
                         "checkpoint again",
                         record->file);
    if (part->place.packed)
        return error_new("a deflated archive in %s, which torch does not write: write the "
                         "checkpoint again",
                         record->file);
    return NULL;
}

/* Describes the archive, whose only tensor is a part of t. */
static struct error *read_part(const struct dcp_record *record, const struct dcp_file *file,
                               const struct tensor *t, struct checkpoint *lone)
{
    struct error *err;
    struct opening o;
    struct zipfile z = {0};
    TRY(open_archive(record, file, &o, &z));
    TRY(torchzip_open(lone, &o, &z));
    if (lone->count != 1)
        TRY(error_new("a part in %s has %zu tensors: damaged: write the checkpoint again",
                      record->file, lone->count));
    if (!lone->tensors[0].unreadable)
        TRY(check_part(record, &lone->tensors[0], t));
out:
    zipfile_free(&z);
    return err;
}

/* Takes a part over. */
static struct error *take_part(const struct dcp_record *record, const struct dcp_file *file,
                               struct tensor *from, struct tensor *t)
{
    if (from->unreadable) {
        char *why = t->unreadable;
        t->unreadable = from->unreadable;
        from->unreadable = why;
        return NULL;
    }
    from->place.offset += record->offset;
    from->place.file = (uint32_t)file->number;
    return assembly_add(t, record->first, record->size, &from->place);
}

struct error *dcp_record_tensor(const struct dcp_record *record, const struct dcp_file *file,
                                struct tensor *t)
{
    struct error *err;
    struct checkpoint lone = {0};
    TRY(error_prefix(read_part(record, file, t, &lone), "tensor %.200s", t->name));
    err = take_part(record, file, &lone.tensors[0], t);
out:
    checkpoint_free(&lone);
    return err;
}

struct error *dcp_record_scalar(const struct dcp_record *record, const struct dcp_file *file,
                                char text[TORCH_SCALAR_ROOM])
{
    struct error *err;
    struct opening o;
    struct zipfile z = {0};
    TRY(open_archive(record, file, &o, &z));
    TRY(torchzip_scalar(&o, &z, text));
out:
    zipfile_free(&z);
    return err;
}
