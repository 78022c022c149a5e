#include "checkpoint/zip/zip_layout.h"

#include "base/file/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOCAL = 0x04034b50, /* signatures */
    CENTRAL = 0x02014b50,
    END = 0x06054b50,
    END64 = 0x06064b50,
    LOCATOR64 = 0x07064b50,
    DESCRIPTOR = 0x08074b50,
    LOCAL_LENGTH = 30, /* bytes, without the names, extra fields and comment that follow */
    CENTRAL_LENGTH = 46,
    END_LENGTH = 22,
    END64_LENGTH = 56,
    LOCATOR64_LENGTH = 20,
    COMMENT_MAX = 65535,
    EXTRA_MAX = 65535,
    EXTRA_ZIP64 = 1,
    STREAMED = 8, /* flag: crc and sizes follow the data */
    DEFLATED = 8  /* method */
};
#define IN_ZIP64 UINT32_MAX /* replaces a number that needs 64 bits */

struct archive {
    int fd;
    uint64_t size;
};

static struct error *error_form(uint64_t at)
{
    return error_new(
        "zip archive: byte %" PRIu64
        ": not a header of a known form: damaged, or of an unusual writer: write the file again",
        at);
}

static uint64_t load(const unsigned char *from, size_t width)
{
    uint64_t value = 0;
    for (size_t i = width; i-- > 0;)
        value = value << 8 | from[i];
    return value;
}

void zip_store(unsigned char *to, size_t width, uint64_t value)
{
    for (size_t i = 0; i < width; i++)
        to[i] = (unsigned char)(value >> 8 * i);
}

static struct error *read_at(const struct archive *a, void *to, size_t length, uint64_t at)
{
    if (at > a->size || length > a->size - at)
        return error_form(at);
    return file_read(a->fd, to, length, at);
}

/* Reads a header, which must have that signature. */
static struct error *read_header(const struct archive *a, unsigned char *to, size_t length,
                                 uint64_t at, uint32_t signature)
{
    struct error *err = read_at(a, to, length, at);
    if (!err && load(to, 4) != signature)
        err = error_form(at);
    return err;
}

/* ---- numbers of a header, which may be in its zip64 extra field ---- */

struct extra {
    uint64_t at; /* the next number's position in the file */
    size_t length;
    unsigned char bytes[EXTRA_MAX];
    const unsigned char *next;
};

/* Finds the zip64 extra field among the `length` bytes of extra fields at `at`; x->length is 0 if
 * there is none. */
static struct error *read_extra(const struct archive *a, struct extra *x, size_t length,
                                uint64_t at)
{
    struct error *err = read_at(a, x->bytes, length, at);
    x->length = 0;
    for (size_t i = 0; !err && length - i >= 4;) {
        size_t field = (size_t)load(x->bytes + i + 2, 2);
        if (field > length - i - 4)
            break;
        if (load(x->bytes + i, 2) == EXTRA_ZIP64) {
            x->at = at + i + 4;
            x->next = x->bytes + i + 4;
            x->length = field;
            break;
        }
        i += 4 + field;
    }
    return err;
}

/* Takes the number at `offset` of a header that begins at `at`. */
static struct error *take_number(const unsigned char *header, uint64_t at, size_t offset,
                                 struct extra *x, struct zip_field *field, uint64_t *value)
{
    *field = (struct zip_field){at + offset, 4};
    *value = load(header + offset, 4);
    if (*value != IN_ZIP64)
        return NULL;
    if (x->length < 8)
        return error_form(at);
    *field = (struct zip_field){x->at, 8};
    *value = load(x->next, 8);
    x->at += 8;
    x->next += 8;
    x->length -= 8;
    return NULL;
}

/* ---- entries ---- */

/* Whether the bytes are the descriptor of an entry, whose sizes have `width` bytes. */
static bool is_descriptor(const unsigned char *bytes, size_t width, const struct zip_slot *s)
{
    return load(bytes, 4) == s->crc && load(bytes + 4, width) == s->length &&
           load(bytes + 4 + width, width) == s->size;
}

/* After the data come perhaps a signature, then the crc and two sizes of 4 or 8 bytes. Nothing says
 * which form it is, so the form that fits is taken. */
static struct error *find_descriptor(const struct archive *a, struct zip_slot *s)
{
    enum { ROOM = 24, LEAST = 12 };
    unsigned char bytes[ROOM] = {0};
    uint64_t at = s->data + s->length, left = a->size - at;
    struct error *err = left < LEAST
                            ? error_form(at)
                            : file_read(a->fd, bytes, left < ROOM ? (size_t)left : ROOM, at);
    size_t start = load(bytes, 4) == DESCRIPTOR ? 4 : 0;
    for (size_t width = 4; width <= 8; width += 4)
        if (!err && is_descriptor(bytes + start, width, s)) {
            s->crcs[2] = (struct zip_field){at + start, 4};
            s->lengths[2] = (struct zip_field){at + start + 4, width};
            return NULL;
        }
    s->unsure = true;
    return err;
}

/* Reads the entry's own header, at `at`. Numbers that it leaves to the descriptor are not taken. */
static struct error *read_local(const struct archive *a, struct zip_slot *s, uint64_t at,
                                struct extra *x)
{
    struct error *err;
    unsigned char header[LOCAL_LENGTH];
    struct zip_field size_field, length_field;
    uint64_t size, length;
    TRY(read_header(a, header, sizeof header, at, LOCAL));
    uint64_t extra = at + LOCAL_LENGTH + load(header + 26, 2);
    size_t extra_length = (size_t)load(header + 28, 2);
    TRY(read_extra(a, x, extra_length, extra));
    TRY(take_number(header, at, 22, x, &size_field, &size));
    TRY(take_number(header, at, 18, x, &length_field, &length));
    s->data = extra + extra_length;
    if (s->data > a->size || s->length > a->size - s->data)
        TRY(error_form(at));
    bool streamed = load(header + 6, 2) & STREAMED;
    bool has_crc = load(header + 14, 4) == s->crc, has_length = length == s->length;
    if (has_crc)
        s->crcs[1] = (struct zip_field){at + 14, 4};
    if (has_length)
        s->lengths[1] = length_field;
    s->unsure = !streamed && !(has_crc && has_length);
    if (streamed)
        TRY(find_descriptor(a, s));
out:
    return err;
}

/* Reads an entry of the directory; *next is where the next entry begins. */
static struct error *read_central(const struct archive *a, struct zip_slot *s,
                                  struct zip_pointer *local, uint64_t at, uint64_t *next,
                                  struct extra *x)
{
    struct error *err;
    unsigned char header[CENTRAL_LENGTH];
    struct zip_field size_field;
    TRY(read_header(a, header, sizeof header, at, CENTRAL));
    uint64_t extra = at + CENTRAL_LENGTH + load(header + 28, 2);
    size_t extra_length = (size_t)load(header + 30, 2);
    TRY(read_extra(a, x, extra_length, extra));
    *s = (struct zip_slot){.packed = load(header + 10, 2) == DEFLATED,
                           .crc = (uint32_t)load(header + 16, 4),
                           .crcs[0] = {at + 16, 4}};
    TRY(take_number(header, at, 24, x, &size_field, &s->size));
    TRY(take_number(header, at, 20, x, &s->lengths[0], &s->length));
    TRY(take_number(header, at, 42, x, &local->field, &local->value));
    TRY(read_local(a, s, local->value, x));
    *next = extra + extra_length + load(header + 32, 2);
out:
    return err;
}

/* ---- the directory ---- */

/* Finds the record that ends the archive: the last one that ends where the file ends. */
static struct error *find_end(const struct archive *a, unsigned char *end, uint64_t *at)
{
    struct error *err;
    size_t room = END_LENGTH + COMMENT_MAX;
    size_t length = a->size < room ? (size_t)a->size : room, i = length;
    unsigned char *tail = malloc(length + 1);
    if (!tail)
        return error_memory("a zip archive's end");
    TRY(file_read(a->fd, tail, length, a->size - length));
    for (bool found = false; !found; i--) {
        if (i < END_LENGTH)
            TRY(error_form(a->size - length));
        const unsigned char *record = tail + i - END_LENGTH;
        found = load(record, 4) == END && load(record + 20, 2) == length - i;
        if (found) {
            memcpy(end, record, END_LENGTH);
            *at = a->size - length + i - END_LENGTH;
        }
    }
out:
    free(tail);
    return err;
}

struct directory {
    uint64_t at, count;
};

/* Reads the number of entries and where they begin; notes the fields that say where. */
static struct error *read_end(const struct archive *a, struct zip_layout *z, struct directory *d)
{
    struct error *err;
    unsigned char end[END_LENGTH], locator[LOCATOR64_LENGTH], end64[END64_LENGTH];
    uint64_t at = 0, at64;
    TRY(find_end(a, end, &at));
    d->count = load(end + 10, 2);
    d->at = load(end + 16, 4);
    if (d->at != IN_ZIP64)
        z->pointers[z->pointer_count++] = (struct zip_pointer){{at + 16, 4}, d->at};
    if (at < LOCATOR64_LENGTH)
        goto out;
    TRY(read_at(a, locator, sizeof locator, at - LOCATOR64_LENGTH));
    if (load(locator, 4) != LOCATOR64)
        goto out;
    at64 = load(locator + 8, 8);
    TRY(read_header(a, end64, sizeof end64, at64, END64));
    d->count = load(end64 + 32, 8);
    d->at = load(end64 + 48, 8);
    z->pointers[z->pointer_count++] = (struct zip_pointer){{at - LOCATOR64_LENGTH + 8, 8}, at64};
    z->pointers[z->pointer_count++] = (struct zip_pointer){{at64 + 48, 8}, d->at};
out:
    return err;
}

static int compare_data(const void *a, const void *b)
{
    const struct zip_slot *s = a, *t = b;
    return (s->data > t->data) - (s->data < t->data);
}

/* Room for `count` entries beside the pointers in the archive's end. */
static struct error *reserve(struct zip_layout *z, const struct archive *a, uint64_t count)
{
    if (count > a->size / CENTRAL_LENGTH)
        return error_form(a->size);
    struct zip_pointer *pointers =
        realloc(z->pointers, ((size_t)count + z->pointer_count) * sizeof *pointers + 1);
    if (pointers)
        z->pointers = pointers;
    z->slots = calloc((size_t)count + 1, sizeof *z->slots);
    return pointers && z->slots ? NULL : error_memory("the layout of a zip archive");
}

struct error *zip_layout_open(struct zip_layout *z, int fd, uint64_t size)
{
    enum { END_POINTERS = 3 };
    struct error *err;
    const struct archive a = {fd, size};
    struct directory d = {0};
    struct extra *x = malloc(sizeof *x);
    *z = (struct zip_layout){.pointers = calloc(END_POINTERS, sizeof *z->pointers)};
    if (!x || !z->pointers)
        TRY(error_memory("the layout of a zip archive"));
    TRY(read_end(&a, z, &d));
    TRY(reserve(z, &a, d.count));
    for (uint64_t i = 0, at = d.at; i < d.count; i++) {
        TRY(read_central(&a, &z->slots[z->count], &z->pointers[z->pointer_count], at, &at, x));
        z->count++;
        z->pointer_count++;
    }
    if (z->count > 1)
        qsort(z->slots, z->count, sizeof *z->slots, compare_data);
out:
    free(x);
    if (err)
        zip_layout_free(z);
    return err;
}

void zip_layout_free(struct zip_layout *z)
{
    free(z->slots);
    free(z->pointers);
    *z = (struct zip_layout){0};
}

struct zip_slot *zip_layout_find(const struct zip_layout *z, uint64_t byte)
{
    size_t low = 0, high = z->count; /* the first slot that begins after the byte */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->slots[middle].data > byte)
            high = middle;
        else
            low = middle + 1;
    }
    for (size_t i = low; i-- > 0;) /* empty entries may begin at the same byte */
        if (z->slots[i].length > 0)
            return byte - z->slots[i].data < z->slots[i].length ? &z->slots[i] : NULL;
    return NULL;
}
