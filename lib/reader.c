#include "reader.h"

#include "npy.h"
#include "size.h"

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

enum { BUFFER = 1 << 16, CHUNK = 1 << 18, TRAILER = 22, FROM_MAX = 1024 };

struct reader {
    int fd;
    char *name;
    char *npy_kind;
    bool regular; /* a file whose size is known and that can be seeked */
    uint64_t size;
    unsigned char buffer[BUFFER];
    size_t at, end;  /* what is buffered and not yet taken */
    uint64_t offset; /* in the stream, of buffer[at] */

    size_t index; /* of the current record, from 1; 0 before the first */
    bool open;    /* the current record is not yet used up */
    char kind[PHM_WORD_MAX];
    enum phm_type type;
    bool npy; /* it has no trailer, and elements of this type: */
    enum dtype source;
    bool swapped;
    size_t bytes, left; /* of its payload: all, and not yet taken */
    XXH3_state_t *hash;

    size_t next_col;           /* of the columns, those handed out as panels */
    struct panel_buffer block; /* the current panel, converted */
    struct panel_buffer raw;   /* what it is converted from */
};

/* ---- bytes ---- */

static struct error *read_error(const struct reader *rd)
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
    ssize_t got = read_some(rd->fd, rd->buffer, BUFFER);
    if (got < 0)
        return read_error(rd);
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
        if (want < BUFFER) { /* many narrow panels are read by few calls */
            struct error *err = fill(rd);
            if (err)
                return err;
            got = take_buffered(rd, out + done, want);
        } else {
            ssize_t read = read_some(rd->fd, out + done, want);
            if (read < 0)
                return read_error(rd);
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
        return read_error(rd);
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

static struct error *payload_cut_short(const struct reader *rd)
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
        return payload_cut_short(rd);
    if (memcmp(trailer, expected, TRAILER) != 0)
        return error_new("checksum of the payload: %s, record %zu (%s): its trailer does not match "
                         "its %zu bytes (%.21s): the stream is damaged, make it anew",
                         rd->name, rd->index, rd->kind, rd->bytes, expected);
    return NULL;
}

/* Exactly `length` bytes of the payload; after the last of them the trailer is checked. */
static struct error *take_payload(struct reader *rd, void *to, size_t length)
{
    struct error *err = NULL;
    unsigned char *at = to;
    while (length > 0) {
        size_t step = size_min(length, CHUNK), taken;
        TRY(take(rd, at, step, &taken));
        rd->left -= taken;
        if (taken < step) {
            err = payload_cut_short(rd);
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
    unsigned char chunk[BUFFER];
    while (reader->open)
        TRY(take_payload(reader, chunk, size_min(sizeof chunk, reader->left)));
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
        return read_error(reader);
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
    TRY(take_payload(reader, t, r->bytes));
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

/* ---- conversion ---- */

static struct error *grow(struct panel_buffer *buffer, size_t needed)
{
    if (needed <= buffer->room)
        return NULL;
    free(buffer->bytes);
    buffer->room = 0;
    buffer->bytes = malloc(needed);
    if (!buffer->bytes)
        return error_memory("a panel of columns");
    buffer->room = needed;
    return NULL;
}

static bool is_stored_as(const struct reader *rd, enum phm_type type)
{
    return !rd->swapped && rd->source == (type == PHM_F64 ? DTYPE_F64 : DTYPE_F32);
}

static void convert(const struct reader *rd, void *to, enum phm_type type, const void *from,
                    size_t count)
{
    if (type == PHM_F64)
        dtype_to_f64(to, from, count, rd->source, rd->swapped);
    else
        dtype_to_f32(to, from, count, rd->source, rd->swapped);
}

/* Elements of a .npy array as those of its record. They pass through the reader's own block: the
 * caller's bytes may not be aligned. */
static struct error *take_converted(struct reader *rd, void *buffer, size_t room, size_t *length)
{
    struct error *err;
    size_t element = phm_type_size(rd->type), stored = dtype_size(rd->source);
    size_t count = size_min(size_min(room, CHUNK) / element, rd->left / stored);
    *length = 0;
    TRY(grow(&rd->raw, size_max(count * stored, 1)));
    TRY(grow(&rd->block, size_max(count * element, 1)));
    TRY(take_payload(rd, rd->raw.bytes, count * stored));
    convert(rd, rd->block.bytes, rd->type, rd->raw.bytes, count);
    memcpy(buffer, rd->block.bytes, count * element);
    *length = count * element;
out:
    return err;
}

struct error *reader_bytes(struct reader *reader, void *buffer, size_t room, size_t *length)
{
    if (reader->npy && !is_stored_as(reader, reader->type))
        return take_converted(reader, buffer, room, length);
    *length = size_min(room, reader->left);
    return take_payload(reader, buffer, *length);
}

/* ---- matrices ---- */

static struct error *check_numeric(const struct reader *rd, const struct record *r)
{
    if (r->type == PHM_TEXT)
        return error_new("expected numbers: %s, record %zu (%s): it is text", rd->name, rd->index,
                         r->kind);
    return NULL;
}

/* Of a matrix that is not empty. Stored panels are `width` columns wide; rows of `cols` of them go
 * to out, `stride` elements apart, converted to the record's type. */
static struct error *take_stored_panel(struct reader *rd, const struct record *r, size_t cols,
                                       unsigned char *out, size_t stride)
{
    size_t element = phm_type_size(r->type), stored = dtype_size(rd->source);
    size_t row_bytes = cols * stored; /* less than the payload's, so it does not overflow */
    if (is_stored_as(rd, r->type) && stride == cols)
        return take_payload(rd, out, r->rows * row_bytes);

    struct error *err = NULL;
    size_t rows_at_once = size_max(1, CHUNK / size_max(row_bytes, 1));
    TRY(grow(&rd->raw, rows_at_once * row_bytes));
    for (size_t first = 0; first < r->rows; first += rows_at_once) {
        size_t rows = size_min(rows_at_once, r->rows - first);
        TRY(take_payload(rd, rd->raw.bytes, rows * row_bytes));
        for (size_t i = 0; i < rows; i++)
            convert(rd, out + (first + i) * stride * element, r->type,
                    rd->raw.bytes + i * row_bytes, cols);
    }
out:
    return err;
}

struct error *reader_panel_into(struct reader *reader, const struct record *r, size_t cols_wanted,
                                struct panel_buffer *buffer, struct panel *panel, bool *got)
{
    struct error *err;
    size_t element = phm_type_size(r->type), room;
    *got = false;
    TRY(check_numeric(reader, r));
    if (r->layout == PHM_CSR) {
        err = error_new("expected columns: %s, record %zu (%s): it is sparse", reader->name,
                        reader->index, r->kind);
        goto out;
    }
    if (reader->next_col == r->cols || r->rows == 0) {
        err = reader_skip(reader); /* of an empty matrix only the trailer is left */
        goto out;
    }
    size_t width = r->layout == PHM_PANEL ? size_min(r->panel, r->cols) : r->cols;
    size_t together = size_max(1, cols_wanted / width) * width;
    size_t first = reader->next_col, cols = size_min(together, r->cols - first);
    if (!size_mul(r->rows, cols * element, &room)) {
        err = error_memory("a panel of columns");
        goto out;
    }
    TRY(grow(buffer, size_max(room, 1)));
    for (size_t col = 0; col < cols; col += width)
        TRY(take_stored_panel(reader, r, size_min(width, cols - col), buffer->bytes + col * element,
                              cols));
    reader->next_col += cols;
    *panel = (struct panel){.first = first, .rows = r->rows, .cols = cols, .type = r->type};
    if (r->type == PHM_F64)
        panel->d = (double *)(void *)buffer->bytes;
    else
        panel->f = (float *)(void *)buffer->bytes;
    *got = true;
out:
    return err;
}

struct error *reader_panel(struct reader *reader, const struct record *r, size_t cols_wanted,
                           struct panel *panel, bool *got)
{
    return reader_panel_into(reader, r, cols_wanted, &reader->block, panel, got);
}

static void place_panel(struct matrix *m, const struct panel *p)
{
    for (size_t i = 0; i < p->rows; i++) {
        double *to = m->a + i * m->cols + p->first;
        if (p->type == PHM_F64)
            memcpy(to, p->d + i * p->cols, p->cols * sizeof *to);
        else
            dtype_to_f64(to, p->f + i * p->cols, p->cols, DTYPE_F32, false);
    }
}

/* A sparse payload, as it is stored but for the values' type. */
static struct error *take_csr(struct reader *rd, const struct record *r, struct csr *m)
{
    struct error *err;
    size_t stored = phm_type_size(r->type);
    /* The payload's size was checked when the header was read: none of these products overflow. */
    TRY(csr_new(m, r->rows, r->cols, r->nonzeros));
    TRY(take_payload(rd, m->start, (r->rows + 1) * sizeof *m->start));
    TRY(take_payload(rd, m->col, r->nonzeros * sizeof *m->col));
    TRY(grow(&rd->raw, CHUNK));
    for (size_t first = 0, count; first < r->nonzeros; first += count) {
        count = size_min(CHUNK / stored, r->nonzeros - first);
        TRY(take_payload(rd, rd->raw.bytes, count * stored));
        dtype_to_f64(m->value + first, rd->raw.bytes, count, rd->source, false);
    }
    TRY(reader_skip(rd)); /* without entries only the trailer is left */
    err = csr_check_structure(m);
    if (err)
        err = error_prefix(err, "%s, record %zu (%s): the stream is damaged", rd->name, rd->index,
                           rd->kind);
out:
    if (err)
        csr_free(m);
    return err;
}

static struct error *take_csr_as_dense(struct reader *rd, const struct record *r, struct matrix *m)
{
    struct csr sparse;
    struct error *err = take_csr(rd, r, &sparse);
    if (err)
        return err;
    err = csr_to_dense(&sparse, m);
    csr_free(&sparse);
    return err;
}

struct error *reader_csr(struct reader *reader, const struct record *r, struct csr *m)
{
    struct error *err;
    struct matrix dense = {0};
    *m = (struct csr){0};
    TRY(check_numeric(reader, r));
    if (r->layout == PHM_CSR) {
        TRY(take_csr(reader, r, m));
    } else {
        TRY(reader_matrix(reader, r, &dense));
        TRY(csr_from_dense(m, &dense));
    }
out:
    matrix_free(&dense);
    return err;
}

struct error *reader_matrix(struct reader *reader, const struct record *r, struct matrix *m)
{
    struct error *err;
    struct panel panel;
    bool got;
    *m = (struct matrix){0};
    TRY(check_numeric(reader, r));
    if (r->layout == PHM_CSR)
        return take_csr_as_dense(reader, r, m);
    TRY(matrix_new(m, r->rows, r->cols));
    if (r->layout == PHM_DENSE && r->rows > 0 && r->cols > 0) {
        struct record as_f64 = *r; /* read in place: no second copy of a large matrix */
        as_f64.type = PHM_F64;
        TRY(take_stored_panel(reader, &as_f64, r->cols, (unsigned char *)m->a, r->cols));
    } else {
        for (;;) {
            TRY(reader_panel(reader, r, CHUNK / sizeof(double) / size_max(r->rows, 1), &panel,
                             &got));
            if (!got)
                break;
            place_panel(m, &panel);
        }
    }
    TRY(reader_skip(reader));
out:
    if (err)
        matrix_free(m);
    return err;
}
