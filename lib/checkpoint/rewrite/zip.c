#include "base/file/file.h"
#include "base/file/scratch.h"
#include "checkpoint/rewrite/rewrite_impl.h"
#include "checkpoint/zip/inflater.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* An entry that has changed. */
struct renewal {
    const struct zip_slot *slot;
    uint64_t length; /* new, in the file */
    uint64_t shift;  /* how far all that follows has moved in the copy, modulo 2^64 */
    uint32_t crc;    /* new */
};

struct archive {
    struct zip_layout layout;
    struct renewal *renewals; /* sorted by place */
    size_t count;
};

/* ---- which entries change ---- */

static int compare_places(const void *a, const void *b)
{
    const struct renewal *s = a, *t = b;
    return (s->slot->data > t->slot->data) - (s->slot->data < t->slot->data);
}

static bool is_listed(const struct archive *a, const struct zip_slot *slot)
{
    return a->count > 0 && a->renewals[a->count - 1].slot == slot;
}

/* Lists the entries of the tensors that change, each once. */
static struct error *list_renewals(const struct rewriting *r, struct archive *a)
{
    const struct checkpoint *c = r->checkpoint;
    a->renewals = calloc(c->count + 1, sizeof *a->renewals);
    if (!a->renewals)
        return error_memory("the entries of an archive");
    size_t found = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct place *place = &c->tensors[i].place;
        if (!r->changes[i] || c->tensors[i].count == 0)
            continue;
        const struct zip_slot *slot = zip_layout_find(&a->layout, place->offset);
        if (!slot || slot->unsure || slot->packed != place->packed)
            return error_new("tensor %s: the headers of its zip entry do not agree: damaged, or of "
                             "an unusual writer: write the file again",
                             c->tensors[i].name);
        a->renewals[found++] = (struct renewal){slot, slot->length, 0, slot->crc};
    }
    if (found > 1)
        qsort(a->renewals, found, sizeof *a->renewals, compare_places);
    for (size_t i = 0; i < found; i++)
        if (!is_listed(a, a->renewals[i].slot))
            a->renewals[a->count++] = a->renewals[i];
    return NULL;
}

static void sum_shifts(struct archive *a)
{
    uint64_t shift = 0;
    for (size_t i = 0; i < a->count; i++) {
        shift += a->renewals[i].length - a->renewals[i].slot->length;
        a->renewals[i].shift = shift;
    }
}

/* Where a byte of the file is in the copy: earlier entries may have changed their lengths. */
static uint64_t moved(const struct archive *a, uint64_t at)
{
    size_t low = 0, high = a->count; /* the first entry whose data begin at the byte or later */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (a->renewals[middle].slot->data >= at)
            high = middle;
        else
            low = middle + 1;
    }
    return low > 0 ? at + a->renewals[low - 1].shift : at;
}

/* A new checksum must not hide that the old one was wrong. */
static struct error *error_checksum(const struct zip_slot *s)
{
    return error_new("byte %" PRIu64 ": the data do not have the checksum that the archive says: "
                     "damaged, or written without checksums: write the file again",
                     s->data);
}

/* ---- entries that are deflated ---- */

/* Unpacks an entry into a file. The checksum is that of the entry's s->size bytes, wherever the
 * deflated data end. */
static struct error *unpack(struct rewriting *r, const struct zip_slot *s, int scratch)
{
    struct error *err;
    struct inflater *inflater = NULL;
    int fd = r->cursor.fds[0];
    uLong crc = crc32(0, NULL, 0);
    TRY(inflater_new(&inflater));
    TRY(inflater_start(inflater, s->data));
    for (uint64_t at = 0, step; at < s->size; at += step) {
        step = s->size - at < REWRITE_PIECE ? s->size - at : REWRITE_PIECE;
        TRY(inflater_read(inflater, fd, r->bytes, (size_t)step));
        crc = crc32_z(crc, r->bytes, (size_t)step);
        TRY(file_write(scratch, r->bytes, (size_t)step, at, "a temporary file"));
    }
    if (crc != s->crc)
        err = error_checksum(s);
out:
    inflater_free(inflater);
    return err;
}

/* Deflates zlib's input, and appends the result to the copy. */
static struct error *deflate_some(struct rewriting *r, z_stream *z, int flush)
{
    struct error *err = NULL;
    unsigned char packed[1 << 14];
    do {
        z->next_out = packed;
        z->avail_out = sizeof packed;
        deflate(z, flush); /* cannot fail: it has input and room for output */
        size_t made = sizeof packed - z->avail_out;
        TRY(file_write(r->fd, packed, made, r->length, r->name));
        r->length += made;
    } while (z->avail_out == 0);
out:
    return err;
}

/* Deflates `size` bytes of a file, and appends them to the copy. */
static struct error *pack(struct rewriting *r, int scratch, uint64_t size, struct renewal *renewal)
{
    struct error *err = NULL;
    z_stream z = {0};
    uint64_t start = r->length;
    uLong crc = crc32(0, NULL, 0);
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return error_memory("packing");
    for (uint64_t at = 0, step; at < size; at += step) {
        step = size - at < REWRITE_PIECE ? size - at : REWRITE_PIECE;
        TRY(file_read(scratch, r->bytes, (size_t)step, at));
        crc = crc32_z(crc, r->bytes, (size_t)step);
        z.next_in = r->bytes;
        z.avail_in = (uInt)step;
        TRY(deflate_some(r, &z, at + step < size ? Z_NO_FLUSH : Z_FINISH));
    }
    renewal->crc = (uint32_t)crc;
    renewal->length = r->length - start;
out:
    deflateEnd(&z);
    return err;
}

static struct error *repack(struct rewriting *r, struct renewal *renewal)
{
    struct error *err;
    int scratch;
    const struct checkpoint *c = r->checkpoint;
    const struct zip_slot *s = renewal->slot;
    TRY(scratch_open(&scratch));
    TRY(error_prefix(unpack(r, s, scratch), "%s", c->path));
    for (size_t i = 0; i < c->count; i++)
        if (r->changes[i] && c->tensors[i].place.offset == s->data)
            TRY(rewrite_tensor(r, i, scratch, c->tensors[i].place.skip));
    TRY(pack(r, scratch, s->size, renewal));
out:
    if (scratch >= 0)
        close(scratch);
    return err;
}

/* Copies the whole file; deflated entries that change are packed again. */
static struct error *copy_and_repack(struct rewriting *r, struct archive *a)
{
    struct error *err;
    uint64_t at = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct zip_slot *s = a->renewals[i].slot;
        if (!s->packed)
            continue;
        TRY(rewrite_copy(r, at, s->data));
        TRY(repack(r, &a->renewals[i]));
        at = s->data + s->length;
    }
    TRY(rewrite_copy(r, at, r->checkpoint->files[0].size));
    sum_shifts(a);
out:
    return err;
}

/* ---- entries that are stored ---- */

static struct error *checksum(struct rewriting *r, int fd, uint64_t from, uint64_t length,
                              uint32_t *crc)
{
    struct error *err = NULL;
    uLong sum = crc32(0, NULL, 0);
    for (uint64_t at = 0, step; at < length; at += step) {
        step = length - at < REWRITE_PIECE ? length - at : REWRITE_PIECE;
        TRY(file_read(fd, r->bytes, (size_t)step, from + at));
        sum = crc32_z(sum, r->bytes, (size_t)step);
    }
    *crc = (uint32_t)sum;
out:
    return err;
}

static struct error *check_old(struct rewriting *r, const struct zip_slot *s)
{
    uint32_t crc = 0;
    struct error *err = checksum(r, r->cursor.fds[0], s->data, s->length, &crc);
    return !err && crc != s->crc ? error_checksum(s) : err;
}

static struct error *change_stored(struct rewriting *r, struct archive *a)
{
    struct error *err = NULL;
    const struct checkpoint *c = r->checkpoint;
    for (size_t i = 0; i < a->count; i++)
        if (!a->renewals[i].slot->packed)
            TRY(error_prefix(check_old(r, a->renewals[i].slot), "%s", c->path));
    for (size_t i = 0; i < c->count; i++)
        if (r->changes[i] && !c->tensors[i].place.packed)
            TRY(rewrite_tensor(r, i, r->fd, moved(a, c->tensors[i].place.offset)));
    for (size_t i = 0; i < a->count; i++) {
        struct renewal *renewal = &a->renewals[i];
        const struct zip_slot *s = renewal->slot;
        if (!s->packed)
            TRY(checksum(r, r->fd, moved(a, s->data), s->length, &renewal->crc));
    }
out:
    return err;
}

/* ---- headers ---- */

/* Sets a number in the copy; `field` is its place in the file. */
static struct error *set_field(struct rewriting *r, const struct archive *a,
                               const struct zip_field *field, uint64_t value)
{
    unsigned char bytes[8];
    if (field->width == 0)
        return NULL;
    if (field->width == 4 && value >= UINT32_MAX)
        return error_new(
            "%s: the archive grows beyond 4 GB, for which its headers have no room: write "
            "the file again with numpy.savez, which does not pack",
            r->checkpoint->path);
    zip_store(bytes, field->width, value);
    return file_write(r->fd, bytes, field->width, moved(a, field->at), r->name);
}

static struct error *set_entry(struct rewriting *r, const struct archive *a,
                               const struct renewal *renewal)
{
    struct error *err = NULL;
    unsigned char crc[4];
    const struct zip_slot *s = renewal->slot;
    zip_store(crc, sizeof crc, renewal->crc);
    for (size_t i = 0; i < ZIP_COPIES; i++) {
        if (s->crcs[i].width > 0)
            TRY(file_write(r->fd, crc, sizeof crc, moved(a, s->crcs[i].at), r->name));
        if (renewal->length != s->length)
            TRY(set_field(r, a, &s->lengths[i], renewal->length));
    }
out:
    return err;
}

static struct error *set_headers(struct rewriting *r, const struct archive *a)
{
    struct error *err = NULL;
    for (size_t i = 0; i < a->count; i++)
        TRY(set_entry(r, a, &a->renewals[i]));
    for (size_t i = 0; i < a->layout.pointer_count; i++) {
        const struct zip_pointer *p = &a->layout.pointers[i];
        uint64_t to = moved(a, p->value);
        if (to != p->value)
            TRY(set_field(r, a, &p->field, to));
    }
out:
    return err;
}

struct error *rewrite_zip(struct rewriting *r)
{
    struct error *err;
    struct archive a = {0};
    const struct checkpoint_file *file = &r->checkpoint->files[0];
    TRY(error_prefix(zip_layout_open(&a.layout, r->cursor.fds[0], file->size), "%s", file->path));
    TRY(error_prefix(list_renewals(r, &a), "%s", file->path));
    TRY(copy_and_repack(r, &a));
    TRY(change_stored(r, &a));
    TRY(set_headers(r, &a));
out:
    zip_layout_free(&a.layout);
    free(a.renewals);
    return err;
}
