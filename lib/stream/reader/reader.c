#include "stream/reader/impl.h"

#include "base/npy.h"
#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { TRAILER = 22, FROM_MAX = 1024 };

/* ---- bytes ---- */

struct error *reader_error_read(const struct reader *rd)
{
    return error_new("cannot read: %s: %s", rd->name, strerror(errno));
}

static ssize_t read_some(int fd, void *to, size_t length)
{
    ssize_t got;
    do
        got = read(fd, to, length);
    while (got < 0 && errno == EINTR);
    return got;
}

static struct error *fill(struct reader *rd)
{
    if (rd->at < rd->end)
        return NULL;
    ssize_t got = read_some(rd->fd, rd->buffer, READER_BUFFER);
    if (got < 0)
        return reader_error_read(rd);
    rd->at = 0;
    rd->end = (size_t)got;
    return NULL;
}

static size_t take_buffered(struct reader *rd, unsigned char *to, size_t length)
{
    size_t taken = size_min(length, rd->end - rd->at);
    memcpy(to, rd->buffer + rd->at, taken);
    rd->at += taken;
    return taken;
}

/* Up to `length` bytes; fewer only at the end of the stream. */
static struct error *take(struct reader *rd, void *to, size_t length, size_t *taken)
{
    unsigned char *out = to;
    size_t done = take_buffered(rd, out, length);
    while (done < length) {
        size_t want = length - done, got;
        if (want < READER_BUFFER) { /* many narrow panels are read by few calls */
            struct error *err = fill(rd);
            if (err)
                return err;
            got = take_buffered(rd, out + done, want);
        } else {
            ssize_t read = read_some(rd->fd, out + done, want);
            if (read < 0)
                return reader_error_read(rd);
            got = (size_t)read;
        }
        if (got == 0)
            break;
        done += got;
    }
    rd->offset += done;
    *taken = done;
    return NULL;
}

static struct error *at_eof(struct reader *rd, bool *eof)
{
    struct error *err = fill(rd);
    *eof = rd->at == rd->end;
    return err;
}

/* ---- opening ---- */

static struct error *reader_prepare(struct reader *rd, const char *path, const char *npy_kind)
{
    bool is_stdin = !path || strcmp(path, "-") == 0;
    struct stat status;
    rd->fd = -1;
    rd->name = strdup(is_stdin ? "standard input" : path);
    rd->npy_kind = strdup(npy_kind);
    rd->hash = XXH3_createState();
    if (!rd->name || !rd->npy_kind || !rd->hash)
        return error_memory("an input stream");
    rd->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (rd->fd < 0)
        return error_new("cannot open: %s: %s", path, strerror(errno));
    if (fstat(rd->fd, &status) != 0)
        return reader_error_read(rd);
    if (S_ISDIR(status.st_mode))
        return error_new("cannot read: %s: it is a directory: name a file", rd->name);
    off_t start = lseek(rd->fd, 0, SEEK_CUR);
    rd->regular = S_ISREG(status.st_mode) && start >= 0;
    if (rd->regular) {
        rd->size = (uint64_t)status.st_size;
        rd->offset = (uint64_t)start;
    }
    return NULL;
}

struct error *reader_open(struct reader **reader, const char *path, const char *npy_kind)
{
    struct reader *rd = calloc(1, sizeof *rd);
    *reader = NULL;
    if (!rd)
        return error_memory("an input stream");
    struct error *err = reader_prepare(rd, path, npy_kind);
    if (err)
        reader_close(rd);
    else
        *reader = rd;
    return err;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->fd > STDIN_FILENO)
        close(reader->fd);
    XXH3_freeState(reader->hash);
    free(reader->name);
    free(reader->npy_kind);
    free(reader->block.bytes);
    free(reader->raw.bytes);
    free(reader);
}

const char *reader_name(const struct reader *reader)
{
    return reader->name;
}

/* ---- headers ---- */

static struct error *header_cut_short(const struct reader *rd)
{
    return error_new("stream cut short: %s, byte %" PRIu64 ", in the header of record %zu: the "
                     "program that wrote it failed, or the copy is incomplete",
                     rd->name, rd->offset, rd->index);
}

/* Reads a phm header, from its first byte to its blank line. */
static struct error *take_header(struct reader *rd, char **text, size_t *length)
{
    struct error *err = NULL;
    char *header = NULL;
    size_t used = 0, room = 0, line = 0; /* line: where the current line starts */
    for (;;) {
        bool eof;
        TRY(at_eof(rd, &eof));
        if (eof) {
            err = header_cut_short(rd);
            goto out;
        }
        if (used == room) {
            room = room ? 2 * room : 1024;
            char *larger = realloc(header, room);
            if (!larger) {
                err = error_memory("a record's header");
                goto out;
            }
            header = larger;
        }
        char c = (char)rd->buffer[rd->at++];
        rd->offset++;
        header[used++] = c;
        if (c == '\n' && used - line == 1)
            break;
        if (c == '\n')
            line = used;
        if (used - line > PHM_LINE_MAX || used >= PHM_HEADER_MAX) {
            err = error_new("header without end: %s, record %zu: the stream is damaged or no phm",
                            rd->name, rd->index);
            goto out;
        }
    }
    *text = header;
    *length = used;
out:
    if (err)
        free(header);
    return err;
}

static struct error *begin_phm(struct reader *rd, struct record *r)
{
    char *header = NULL;
    size_t length = 0;
    struct error *err = take_header(rd, &header, &length);
    if (err)
        return err;
    err = record_parse(r, header, length);
    free(header);
    if (err)
        return error_prefix(err, "%s, record %zu", rd->name, rd->index);
    rd->npy = false;
    rd->source = r->type == PHM_F64 ? DTYPE_F64 : DTYPE_F32;
    rd->swapped = false;
    rd->bytes = r->bytes;
    return NULL;
}

/* An array of any numbers as a record of the expected kind. */
static struct error *npy_record(struct reader *rd, const struct npy *npy, struct record *r)
{
    if (npy->dims > 2)
        return error_new("an array of %zu dimensions: reshape it to two", npy->dims);
    size_t rows = npy->dims > 0 ? npy->shape[0] : 1, cols = npy->dims > 1 ? npy->shape[1] : 1;
    enum phm_type type = dtype_fits_f32(npy->type) ? PHM_F32 : PHM_F64;
    char from[FROM_MAX];
    struct error *err;
    if (npy->fortran)
        TRY(record_init_panel(r, rd->npy_kind, type, rows, cols, 1));
    else
        TRY(record_init(r, rd->npy_kind, type, rows, cols));
    snprintf(from, sizeof from, "%s (npy %s)", rd->name, dtype_name(npy->type));
    TRY(record_from_add(r, from));
    rd->npy = true;
    rd->source = npy->type;
    rd->swapped = npy->swapped;
    rd->bytes = npy->count * dtype_size(npy->type);
out:
    if (err)
        record_free(r);
    return err;
}

static struct error *begin_npy(struct reader *rd, struct record *r)
{
    struct error *err = NULL;
    unsigned char prefix[NPY_PREFIX], *header = NULL;
    struct npy npy;
    size_t taken, length;
    TRY(take(rd, prefix, sizeof prefix, &taken));
    if (taken < sizeof prefix) {
        err = header_cut_short(rd);
        goto out;
    }
    err = npy_header_length(prefix, &length);
    if (err) {
        err = error_prefix(err, "%s, record %zu", rd->name, rd->index);
        goto out;
    }
    header = malloc(length);
    if (!header) {
        err = error_memory("a .npy header");
        goto out;
    }
    memcpy(header, prefix, sizeof prefix);
    TRY(take(rd, header + sizeof prefix, length - sizeof prefix, &taken));
    if (taken < length - sizeof prefix) {
        err = header_cut_short(rd);
        goto out;
    }
    err = npy_parse(&npy, header, length);
    if (!err)
        err = npy_record(rd, &npy, r);
    if (err)
        err = error_prefix(err, "%s, record %zu", rd->name, rd->index);
out:
    free(header);
    return err;
}

/* A file must hold what the header promises: checked before any memory is asked for. */
static struct error *check_size(const struct reader *rd)
{
    size_t needed;
    if (!rd->regular)
        return NULL;
    uint64_t rest = rd->size > rd->offset ? rd->size - rd->offset : 0;
    if (!size_add(rd->bytes, rd->npy ? 0 : TRAILER, &needed) || needed > rest)
        return error_new("stream cut short: %s, record %zu (%s): the header promises %zu bytes, "
                         "the file has %" PRIu64 " left: the program that wrote it failed, or the "
                         "copy is incomplete",
                         rd->name, rd->index, rd->kind, rd->bytes, rest);
    return NULL;
}

static struct error *begin_record(struct reader *rd, struct record *r)
{
    struct error *err;
    bool is_npy = rd->buffer[rd->at] == 0x93; /* what a .npy starts with, and no phm header can */
    TRY(is_npy ? begin_npy(rd, r) : begin_phm(rd, r));
    memcpy(rd->kind, r->kind, sizeof rd->kind);
    rd->type = r->type;
    rd->open = true;
    rd->left = rd->bytes;
    rd->next_col = 0;
    XXH3_64bits_reset(rd->hash);
    err = check_size(rd);
    if (err)
        record_free(r);
out:
    return err;
}

struct error *reader_next(struct reader *reader, struct record *r, bool *got)
{
    struct error *err;
    bool eof;
    *got = false;
    *r = (struct record){0};
    TRY(reader_skip(reader));
    TRY(at_eof(reader, &eof));
    if (eof && reader->index == 0) {
        err = error_new("empty stream: %s: the program before it wrote nothing", reader->name);
    } else if (!eof) {
        reader->index++;
        TRY(begin_record(reader, r));
        *got = true;
    }
out:
    return err;
}

struct error *reader_at_end(struct reader *reader, bool *end)
{
    struct error *err = at_eof(reader, end);
    *end = *end && !reader->open;
    return err;
}

/* ---- payloads ---- */

struct error *reader_error_cut_short(const struct reader *rd)
{
    return error_new("stream cut short: %s, record %zu (%s), byte %zu of %zu: the program that "
                     "wrote it failed, or the copy is incomplete",
                     rd->name, rd->index, rd->kind, rd->bytes - rd->left, rd->bytes);
}

static struct error *check_trailer(struct reader *rd)
{
    char expected[TRAILER + 1], trailer[TRAILER + 1];
    size_t taken;
    rd->open = false;
    if (rd->npy)
        return NULL;
    snprintf(expected, sizeof expected, "xxh3 %016" PRIx64 "\n", XXH3_64bits_digest(rd->hash));
    struct error *err = take(rd, trailer, TRAILER, &taken);
    if (err)
        return err;
    if (taken < TRAILER)
        return reader_error_cut_short(rd);
    if (memcmp(trailer, expected, TRAILER) != 0)
        return error_new("checksum of the payload: %s, record %zu (%s): its trailer does not match "
                         "its %zu bytes (%.21s): the stream is damaged, make it anew",
                         rd->name, rd->index, rd->kind, rd->bytes, expected);
    return NULL;
}

struct error *reader_take(struct reader *rd, void *to, size_t length)
{
    struct error *err = NULL;
    unsigned char *at = to;
    while (length > 0) {
        size_t step = size_min(length, READER_CHUNK), taken;
        TRY(take(rd, at, step, &taken));
        rd->left -= taken;
        if (taken < step) {
            err = reader_error_cut_short(rd);
            goto out;
        }
        XXH3_64bits_update(rd->hash, at, step);
        at += step;
        length -= step;
    }
    if (rd->open && rd->left == 0)
        TRY(check_trailer(rd));
out:
    return err;
}

struct error *reader_skip(struct reader *reader)
{
    struct error *err = NULL;
    unsigned char chunk[READER_BUFFER];
    while (reader->open)
        TRY(reader_take(reader, chunk, size_min(sizeof chunk, reader->left)));
out:
    return err;
}

bool reader_is_safe(const struct reader *reader)
{
    /* That the file has as many bytes was checked with the header. */
    return reader->regular && reader->npy && reader->open &&
           reader->offset + reader->left == reader->size;
}

struct error *reader_jump(struct reader *reader)
{
    if (!reader->regular || !reader->open)
        return reader_skip(reader);
    uint64_t end = reader->offset + reader->left + (reader->npy ? 0 : TRAILER);
    if (lseek(reader->fd, (off_t)end, SEEK_SET) < 0)
        return reader_error_read(reader);
    reader->offset = end;
    reader->at = reader->end = 0;
    reader->open = false;
    return NULL;
}

struct error *reader_text(struct reader *reader, const struct record *r, char **text)
{
    struct error *err = NULL;
    *text = NULL;
    if (r->type != PHM_TEXT)
        return error_new("expected text: %s, record %zu (%s): it is %s", reader->name,
                         reader->index, r->kind, phm_type_name(r->type));
    char *t = r->bytes == SIZE_MAX ? NULL : malloc(r->bytes + 1);
    if (!t)
        return error_memory("a text record");
    TRY(reader_take(reader, t, r->bytes));
    t[r->bytes] = '\0';
    if (strlen(t) != r->bytes) {
        err = error_new("a NUL byte: %s, record %zu (%s), byte %zu: text has none", reader->name,
                        reader->index, r->kind, strlen(t));
        goto out;
    }
    *text = t;
out:
    if (err)
        free(t);
    return err;
}
