#include "checkpoint/zip/zipfile.h"

#include "base/size.h"
#include "checkpoint/cursor.h"
#include "checkpoint/zip/inflater.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unzip.h>

enum {
    STORED = 0,
    DEFLATED = 8,
    ENCRYPTED = 1,        /* flag */
    DIRECTORY_LEAST = 46, /* bytes of an entry in the directory */
    BOMB_RATIO = 200,
    BOMB_LEAST = 64 << 20, /* bytes unpacked */
    DEFLATE_RATIO = 1032,  /* a deflated byte unpacks to at most this many */
    NAME_MAX_LENGTH = 4096,
    WINDOW = 128 /* a header with its name, and little of the data after it */
};

/* ---- minizip's input ----
 *
 * minizip asks for the headers byte by byte, so they are read through a window. */

struct input {
    const struct opening *o;
    uint64_t at;
    uint64_t window_at;
    size_t window_length;
    bool ended; /* minizip asked for bytes past the end, which it would take for zeros */
    struct error *err;
    unsigned char window[WINDOW];
};

static voidpf ZCALLBACK input_open(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static bool fill_window(struct input *in)
{
    uint64_t left = in->o->size - in->at;
    in->window_at = in->at;
    in->window_length = left < WINDOW ? (size_t)left : WINDOW;
    if (!in->err)
        in->err = checkpoint_read(in->o, in->window, in->window_length, in->window_at);
    return !in->err;
}

static uLong ZCALLBACK input_read(voidpf opaque, voidpf stream, void *to, uLong length)
{
    struct input *in = opaque;
    unsigned char *bytes = to;
    uLong done = 0;
    (void)stream;
    while (done < length && in->at < in->o->size) {
        bool inside = in->at >= in->window_at && in->at - in->window_at < in->window_length;
        if (!inside && !fill_window(in))
            break;
        size_t from = (size_t)(in->at - in->window_at);
        size_t step = size_min(length - done, in->window_length - from);
        memcpy(bytes + done, in->window + from, step);
        in->at += step;
        done += step;
    }
    in->ended = in->ended || done < length;
    return done;
}

static ZPOS64_T ZCALLBACK input_tell(voidpf opaque, voidpf stream)
{
    const struct input *in = opaque;
    (void)stream;
    return in->at;
}

static long ZCALLBACK input_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    struct input *in = opaque;
    uint64_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                    : origin == ZLIB_FILEFUNC_SEEK_END ? in->o->size
                                                       : in->at;
    (void)stream;
    if (__builtin_add_overflow(from, offset, &in->at) || in->at > in->o->size) {
        in->at = in->o->size;
        return -1;
    }
    return 0;
}

static int ZCALLBACK input_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static int ZCALLBACK input_error(voidpf opaque, voidpf stream)
{
    const struct input *in = opaque;
    (void)stream;
    return in->ended || in->err;
}

/* ---- the directory ---- */

static struct error *error_damaged(const struct input *in, const char *what)
{
    return error_new("zip archive: %s: the file of %" PRIu64
                     " bytes was cut short or is damaged: write it again",
                     what, in->o->size);
}

static const char *why_unreadable(const unz_file_info64 *info)
{
    if (info->flag & ENCRYPTED)
        return "encrypted";
    if (info->compression_method != STORED && info->compression_method != DEFLATED)
        return "packed by a method other than deflate";
    return NULL;
}

/* Fails if the sizes cannot be true. */
static struct error *check_sizes(const struct zip_entry *e, uint64_t file_size)
{
    if (e->offset > file_size || e->length > file_size - e->offset)
        return error_new("zip entry %s: %" PRIu64 " bytes at %" PRIu64
                         ", but the file ends at %" PRIu64
                         ": cut short or damaged: write the file again",
                         e->name, e->length, e->offset, file_size);
    if (e->packed ? e->size / DEFLATE_RATIO > e->length : e->size != e->length)
        return error_new("zip entry %s: %" PRIu64 " bytes cannot hold %" PRIu64
                         ": damaged, or made up: write the file again",
                         e->name, e->length, e->size);
    return NULL;
}

/* Describes minizip's current entry. The entry's own header tells where its data begin. */
static struct error *describe_entry(unzFile zip, const struct input *in, struct zip_entry *e)
{
    int method;
    unz_file_info64 info;
    char name[NAME_MAX_LENGTH];
    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK)
        return error_damaged(in, "a bad entry in its directory");
    if (info.size_filename >= sizeof name || memchr(name, '\0', info.size_filename))
        return error_damaged(in, "a bad name in its directory");
    *e = (struct zip_entry){.name = strdup(name),
                            .packed = info.compression_method == DEFLATED,
                            .length = info.compressed_size,
                            .size = info.uncompressed_size,
                            .crc = (uint32_t)info.crc,
                            .unreadable = why_unreadable(&info)};
    if (!e->name)
        return error_memory("the list of a zip archive");
    if (e->unreadable) {
        e->length = 0; /* its data are never read */
        return NULL;
    }
    if (unzOpenCurrentFile2(zip, &method, NULL, 1) != UNZ_OK)
        return error_new("zip entry %s: its header is not what the directory says: damaged: write "
                         "the file again",
                         name);
    e->offset = unzGetCurrentFileZStreamPos64(zip);
    unzCloseCurrentFile(zip);
    return check_sizes(e, in->o->size);
}

static bool is_directory(const struct zip_entry *e)
{
    size_t length = strlen(e->name);
    return length > 0 && e->name[length - 1] == '/';
}

static struct error *list_entries(struct zipfile *z, unzFile zip, const struct input *in)
{
    struct error *err = NULL;
    unz_global_info64 info;
    if (unzGetGlobalInfo64(zip, &info) != UNZ_OK)
        return error_damaged(in, "no directory");
    if (info.number_entry > in->o->size / DIRECTORY_LEAST)
        return error_damaged(in, "more entries than it has room for");
    z->entries = calloc((size_t)info.number_entry + 1, sizeof *z->entries);
    if (!z->entries)
        return error_memory("the list of a zip archive");
    for (uint64_t i = 0; i < info.number_entry; i++) {
        if ((i ? unzGoToNextFile(zip) : unzGoToFirstFile(zip)) != UNZ_OK)
            TRY(error_damaged(in, "its directory ends early"));
        struct zip_entry *e = &z->entries[z->count];
        z->count++;
        TRY(describe_entry(zip, in, e));
        if (is_directory(e)) {
            free(e->name);
            *e = (struct zip_entry){0}; /* the next entry may fail before it has a name */
            z->count--;
        }
    }
out:
    return err;
}

/* ---- checks of all entries ---- */

static int compare_offsets(const void *a, const void *b)
{
    const struct zip_entry *s = a, *t = b;
    return (s->offset > t->offset) - (s->offset < t->offset);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct zip_entry *)a)->name, ((const struct zip_entry *)b)->name);
}

/* A network's numbers do not pack this well: such a file was made to fill memory or disks. Single
 * tensors may pack this well, if they begin as zeros. */
static struct error *check_total(const struct zipfile *z, uint64_t file_size)
{
    uint64_t total = 0;
    for (size_t i = 0; i < z->count; i++)
        if (__builtin_add_overflow(total, z->entries[i].size, &total))
            total = UINT64_MAX;
    if (total <= BOMB_LEAST || total / BOMB_RATIO <= file_size)
        return NULL;
    return error_new("zip archive: %" PRIu64 " bytes that unpack to %" PRIu64
                     ", as a network's numbers never do: a zip bomb: delete the file",
                     file_size, total);
}

/* Leaves the entries sorted by name. */
static struct error *check_entries(struct zipfile *z)
{
    if (z->count < 2)
        return NULL;
    qsort(z->entries, z->count, sizeof *z->entries, compare_offsets);
    for (size_t i = 1; i < z->count; i++) {
        const struct zip_entry *a = &z->entries[i - 1], *b = &z->entries[i];
        if (a->length > b->offset - a->offset)
            return error_new("zip entry %s: overlaps %s: damaged, or made up: write the file again",
                             b->name, a->name);
    }
    qsort(z->entries, z->count, sizeof *z->entries, compare_names);
    for (size_t i = 1; i < z->count; i++)
        if (compare_names(&z->entries[i - 1], &z->entries[i]) == 0)
            return error_new(
                "zip entry %s: appears twice: damaged, or made up: write the file again",
                z->entries[i].name);
    return NULL;
}

struct error *zipfile_open(struct zipfile *z, const struct opening *o)
{
    struct error *err = NULL;
    struct input in = {.o = o};
    zlib_filefunc64_def functions = {.zopen64_file = input_open,
                                     .zread_file = input_read,
                                     .ztell64_file = input_tell,
                                     .zseek64_file = input_seek,
                                     .zclose_file = input_close,
                                     .zerror_file = input_error,
                                     .opaque = &in};
    *z = (struct zipfile){0};
    unzFile zip = unzOpen2_64("", &functions);
    if (!zip)
        err = error_damaged(&in, "no directory at its end");
    else {
        TRY(list_entries(z, zip, &in));
        TRY(check_total(z, o->size));
        TRY(check_entries(z));
    }
out:
    if (zip)
        unzClose(zip);
    if (in.err) { /* the cause of whatever error minizip made of it */
        error_free(err);
        err = in.err;
    }
    if (err)
        zipfile_free(z);
    return err;
}

void zipfile_free(struct zipfile *z)
{
    for (size_t i = 0; i < z->count; i++)
        free(z->entries[i].name);
    free(z->entries);
    *z = (struct zipfile){0};
}

const struct zip_entry *zipfile_find(const struct zipfile *z, const char *name)
{
    const struct zip_entry key = {.name = (char *)(uintptr_t)name}; /* compared, never written to */
    return z->count ? bsearch(&key, z->entries, z->count, sizeof key, compare_names) : NULL;
}

/* ---- an entry's bytes ---- */

struct error *zip_entry_check(const struct zip_entry *e)
{
    if (!e->unreadable)
        return NULL;
    return error_new("%s: write the file again without that", e->unreadable);
}

struct error *zip_entry_read(const struct zip_entry *e, const struct opening *o, void *to,
                             size_t length)
{
    struct error *err;
    struct inflater *inflater = NULL;
    TRY(zip_entry_check(e));
    if (!e->packed) {
        err = checkpoint_read(o, to, length, e->offset);
        goto out;
    }
    TRY(inflater_new(&inflater));
    TRY(inflater_start(inflater, o->start + e->offset));
    TRY(inflater_read(inflater, o->fd, to, length));
    if (length == e->size)
        TRY(inflater_check(inflater, o->fd, e->size, e->crc));
out:
    inflater_free(inflater);
    return err;
}

struct place zip_entry_place(const struct zip_entry *e, enum dtype type, uint64_t skip)
{
    if (!e->packed)
        return (struct place){.type = type, .offset = e->offset + skip};
    return (struct place){.type = type,
                          .packed = true,
                          .check = e->crc,
                          .offset = e->offset,
                          .skip = skip,
                          .size = e->size};
}

/* ---- packed tensors ----
 *
 * The state is an inflater, which stays in the entry that was read last. */

/* Brings the inflater to a byte of the tensor's entry: forward if possible, else from the start. */
static struct error *seek(struct inflater *inflater, const struct place *place, int fd,
                          uint64_t position)
{
    if (inflater_offset(inflater) != place->offset || inflater_position(inflater) > position) {
        struct error *err = inflater_start(inflater, place->offset);
        if (err)
            return err;
    }
    return inflater_skip(inflater, fd, position - inflater_position(inflater));
}

struct error *zip_read(struct cursor *cursor, const struct tensor *t, size_t first, size_t count,
                       void *to)
{
    struct error *err = NULL;
    struct inflater *inflater = cursor->state;
    const struct place *place = &t->place;
    size_t size = dtype_size(place->type);
    int fd = cursor->fds[place->file];
    if (!inflater) {
        TRY(inflater_new(&inflater));
        cursor->state = inflater;
    }
    TRY(seek(inflater, place, fd, place->skip + first * size));
    TRY(inflater_read(inflater, fd, to, count * size));
    if (first + count == t->count)
        TRY(inflater_check(inflater, fd, place->size, place->check));
out:
    return err;
}

void zip_close(void *state)
{
    inflater_free(state);
}
