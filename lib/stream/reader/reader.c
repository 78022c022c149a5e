#include "base/file/path.h"
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

enum { TRAILER = 22 };

/* ---- opening ---- */

/* Opens the file of that name where there is no descriptor (-1). */
static struct error *reader_prepare(struct reader *rd, int fd, const char *name,
                                    const char *npy_kind)
{
    struct stat status;
    rd->fd = fd;
    rd->name = strdup(name);
    rd->npy_kind = strdup(npy_kind);
    rd->hash = XXH3_createState();
    if (!rd->name || !rd->npy_kind || !rd->hash)
        return error_memory("an input stream");
    if (fd < 0)
        rd->fd = open(name, O_RDONLY | O_CLOEXEC);
    if (rd->fd < 0)
        return error_new("%s: cannot open: %s", name, strerror(errno));
    if (fstat(rd->fd, &status) != 0)
        return reader_error_read(rd);
    if (S_ISDIR(status.st_mode))
        return error_new(
            "%s: cannot read: it is a directory: name a file (snapcat %s/* reads checkpoints)",
            rd->name, rd->name);
    off_t start = lseek(rd->fd, 0, SEEK_CUR);
    rd->regular = S_ISREG(status.st_mode) && start >= 0;
    if (rd->regular) {
        rd->size = (uint64_t)status.st_size;
        rd->identity = file_identity_of(&status);
        rd->offset = (uint64_t)start;
    }
    return NULL;
}

/* Takes the descriptor over. */
static struct error *reader_new(struct reader **reader, int fd, const char *name,
                                const char *npy_kind)
{
    struct reader *rd = calloc(1, sizeof *rd);
    *reader = NULL;
    if (!rd) {
        if (fd > STDIN_FILENO)
            close(fd);
        return error_memory("an input stream");
    }
    struct error *err = reader_prepare(rd, fd, name, npy_kind);
    if (err)
        reader_close(rd);
    else
        *reader = rd;
    return err;
}

struct error *reader_open(struct reader **reader, const char *path, const char *npy_kind)
{
    int fd = path_is_standard(path) ? STDIN_FILENO : -1;
    return reader_new(reader, fd, path_of_input(path), npy_kind);
}

struct error *reader_open_fd(struct reader **reader, int fd, const char *npy_kind)
{
    char name[32];
    int own = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    snprintf(name, sizeof name, "descriptor %d", fd);
    *reader = NULL;
    if (own < 0)
        return error_new("%s: cannot read: %s", name, strerror(errno));
    return reader_new(reader, own, name, npy_kind);
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

/* ---- records ---- */

/* A file must hold what the header promises: checked before any memory is allocated. */
static struct error *check_size(const struct reader *rd)
{
    size_t needed;
    if (!rd->regular)
        return NULL;
    uint64_t rest = rd->size > rd->offset ? rd->size - rd->offset : 0;
    if (!size_add(rd->bytes, rd->npy ? 0 : TRAILER, &needed) || needed > rest)
        return error_new(
            "%s: record %zu (%s): cut short: the header promises %zu bytes, the file has "
            "%" PRIu64 " left: write or copy the stream again",
            rd->name, rd->index, rd->kind, rd->bytes, rest);
    return NULL;
}

struct error *reader_begin(struct reader *rd, struct record *r)
{
    struct error *err;
    rd->index++;
    TRY(reader_header(rd, r));
    memcpy(rd->kind, r->kind, sizeof rd->kind);
    rd->type = r->type;
    rd->open = true;
    rd->left = rd->bytes;
    rd->next_col = rd->all_cols = 0;
    XXH3_64bits_reset(rd->hash);
    err = check_size(rd);
    if (err)
        record_free(r);
out:
    return err;
}

/* ---- payloads ---- */

struct error *reader_error_cut_short(const struct reader *rd)
{
    return error_new(
        "%s: record %zu (%s): byte %zu of %zu: cut short: write or copy the stream again", rd->name,
        rd->index, rd->kind, rd->bytes - rd->left, rd->bytes);
}

struct error *reader_check_unchanged(const struct reader *rd)
{
    struct stat status;
    if (!rd->regular)
        return NULL;
    if (fstat(rd->fd, &status) != 0)
        return reader_error_read(rd);
    const struct file_identity now = file_identity_of(&status);
    if (file_identity_is_unchanged(&rd->identity, &now))
        return NULL;
    return error_new("%s: changed while it was read: wait until its writer has finished", rd->name);
}

static struct error *check_trailer(struct reader *rd)
{
    char expected[TRAILER + 1], trailer[TRAILER + 1];
    size_t taken;
    rd->open = false;
    if (rd->npy)
        return reader_check_unchanged(rd);
    snprintf(expected, sizeof expected, "xxh3 %016" PRIx64 "\n", XXH3_64bits_digest(rd->hash));
    struct error *err = reader_input(rd, trailer, TRAILER, &taken);
    if (err)
        return err;
    if (taken < TRAILER)
        return reader_error_cut_short(rd);
    if (memcmp(trailer, expected, TRAILER) != 0)
        return error_new(
            "%s: record %zu (%s): the trailer is not the checksum of the payload's %zu "
            "bytes (%.21s): damaged: write or copy the stream again",
            rd->name, rd->index, rd->kind, rd->bytes, expected);
    return NULL;
}

struct error *reader_take(struct reader *rd, void *to, size_t length)
{
    struct error *err = NULL;
    unsigned char *at = to;
    while (length > 0) {
        size_t step = size_min(length, READER_CHUNK), taken;
        TRY(reader_input(rd, at, step, &taken));
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
    /* The header's check has shown that the file has so many bytes. */
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

static struct error *take_text(struct reader *reader, const struct record *r, char **text)
{
    struct error *err = NULL;
    *text = NULL;
    if (r->type != PHM_TEXT)
        return error_new("%s: record %zu (%s): expected text, got %s: choose another record",
                         reader->name, reader->index, r->kind, phm_type_name(r->type));
    char *t = r->bytes == SIZE_MAX ? NULL : malloc(r->bytes + 1);
    if (!t)
        return error_memory("a text record");
    TRY(reader_take(reader, t, r->bytes));
    t[r->bytes] = '\0';
    if (strlen(t) != r->bytes) {
        err =
            error_new("%s: record %zu (%s): byte %zu: a NUL byte, which text never has: write the "
                      "stream again",
                      reader->name, reader->index, r->kind, strlen(t));
        goto out;
    }
    *text = t;
out:
    if (err)
        free(t);
    return err;
}

static struct error *parse(const struct reader *rd, const struct record *r, const char *text,
                           struct table *t)
{
    struct error *err =
        error_prefix(table_parse(t, text, false, r->kind), "%s: record %zu", rd->name, rd->index);
    if (!err && (t->rows != r->rows || t->columns.count != r->cols))
        err = error_new("%s: record %zu (%s): the header says %zu %zu, the text has %zu %zu: write "
                        "the record again",
                        rd->name, rd->index, r->kind, r->rows, r->cols, t->rows, t->columns.count);
    return err;
}

struct error *reader_table(struct reader *reader, const struct record *r, struct table *t,
                           char **text)
{
    struct error *err;
    char *payload = NULL;
    table_free(t);
    TRY(take_text(reader, r, &payload));
    TRY(parse(reader, r, payload, t));
    if (text) {
        *text = payload;
        payload = NULL;
    }
out:
    if (err)
        table_free(t);
    free(payload);
    return err;
}

struct error *reader_text(struct reader *reader, const struct record *r, char **text)
{
    struct table t = {0};
    *text = NULL;
    struct error *err = reader_table(reader, r, &t, text);
    table_free(&t);
    return err;
}
