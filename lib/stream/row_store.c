#include "stream/row_store.h"

#include "base/file/file.h"
#include "base/file/scratch.h"
#include "base/size.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 18 };

/* ---- taking a payload ---- */

/* The bytes of a piece: one row of a panel at least. */
static size_t piece_bytes(const struct record *r)
{
    size_t panel = r->layout == PHM_PANEL ? size_min(r->panel, r->cols) : r->cols;
    return size_max(PIECE, size_sum(0, panel) * sizeof(double));
}

size_t row_store_bytes(const struct record *r)
{
    return size_sum(piece_bytes(r), PIECE);
}

/* What reader_bytes hands out. */
static size_t payload_bytes(const struct record *r)
{
    return r->rows * r->cols * phm_type_size(r->type); /* the header's check: no overflow */
}

static struct error *keep_in_memory(struct row_store *s, struct reader *reader, size_t bytes)
{
    struct error *err = NULL;
    s->memory = malloc(size_max(bytes, 1));
    if (!s->memory)
        return error_memory("a matrix");
    for (size_t done = 0, length = 1; length > 0; done += length)
        TRY(reader_bytes(reader, s->memory + done, bytes - done, &length));
out:
    return err;
}

/* The reader's file, from now on open twice. */
static struct error *keep_in_place(struct row_store *s, struct reader *reader,
                                   const struct reader_place *place)
{
    struct error *err = NULL;
    s->at = *place;
    s->at.fd = fcntl(place->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    s->is_input = true;
    if (s->at.fd < 0)
        TRY(error_new("%s: cannot read: %s", s->name, strerror(errno)));
    TRY(reader_skip(reader));
    TRY(reader_check_place(&s->at, s->name));
out:
    return err;
}

static struct error *spool(struct row_store *s, struct reader *reader)
{
    struct error *err;
    size_t length = 1;
    TRY(scratch_open(&s->at.fd));
    for (uint64_t done = 0; length > 0; done += length) {
        TRY(reader_bytes(reader, s->piece, PIECE, &length));
        TRY(error_prefix(file_write(s->at.fd, s->piece, length, done, s->name),
                         "rows from a pipe wait in TMPDIR"));
    }
out:
    return err;
}

static struct error *check_numbers(const struct reader *reader, const struct record *r)
{
    if (r->type != PHM_TEXT && r->layout != PHM_CSR)
        return NULL;
    return error_new("%s: %s: expected rows of numbers, got %s: choose another record",
                     reader_name(reader), r->kind,
                     r->type == PHM_TEXT ? "text" : "a sparse matrix");
}

static struct error *store_new(struct row_store *s, const struct record *r, const char *name)
{
    *s = (struct row_store){.rows = r->rows,
                            .cols = r->cols,
                            .type = r->type,
                            .panel = r->layout == PHM_PANEL ? size_min(r->panel, r->cols) : r->cols,
                            .at = {.fd = -1, .source = r->type == PHM_F64 ? DTYPE_F64 : DTYPE_F32}};
    s->name = strdup(name);
    s->piece = malloc(piece_bytes(r));
    return s->name && s->piece ? NULL : error_memory("rows of a record");
}

struct error *row_store_take(struct row_store *store, struct reader *reader, const struct record *r,
                             size_t in_memory)
{
    struct error *err;
    struct reader_place place;
    bool placed = reader_place(reader, &place);
    *store = (struct row_store){.at.fd = -1};
    TRY(check_numbers(reader, r));
    TRY(store_new(store, r, placed ? reader_name(reader) : scratch_directory()));
    if (payload_bytes(r) <= in_memory)
        TRY(keep_in_memory(store, reader, payload_bytes(r)));
    else if (placed)
        TRY(keep_in_place(store, reader, &place));
    else
        TRY(spool(store, reader));
out:
    if (err)
        row_store_free(store);
    return err;
}

void row_store_free(struct row_store *store)
{
    if (store->name && store->at.fd >= 0) /* a store that is all zero has no file */
        close(store->at.fd);
    free(store->name);
    free(store->memory);
    free(store->piece);
    *store = (struct row_store){.at.fd = -1};
}

/* ---- reading rows ---- */

static size_t stored_size(const struct row_store *s)
{
    return dtype_size(s->at.source);
}

/* Whether elements are stored as they are handed out. */
static bool is_stored_as_read(const struct row_store *s)
{
    return !s->at.swapped && s->at.source == (s->type == PHM_F64 ? DTYPE_F64 : DTYPE_F32);
}

static struct error *fetch(const struct row_store *s, void *to, size_t bytes, uint64_t offset)
{
    if (s->memory) {
        memcpy(to, s->memory + offset, bytes);
        return NULL;
    }
    return error_prefix(file_read(s->at.fd, to, bytes, s->at.offset + offset), "%s", s->name);
}

static void place_row(const struct row_store *s, unsigned char *to, const void *from, size_t cols)
{
    if (is_stored_as_read(s))
        memcpy(to, from, cols * stored_size(s));
    else if (s->type == PHM_F64)
        dtype_to_f64((double *)(void *)to, from, cols, s->at.source, s->at.swapped);
    else
        dtype_to_f32((float *)(void *)to, from, cols, s->at.source, s->at.swapped);
}

/* Of the panel whose first column is `col`, of so many columns, those rows: in the payload they are
 * one piece. */
static struct error *read_panel(const struct row_store *s, size_t col, size_t cols, size_t first,
                                size_t count, unsigned char *rows)
{
    struct error *err = NULL;
    size_t stored = stored_size(s), element = phm_type_size(s->type);
    size_t step = size_max(1, PIECE / (cols * stored));
    for (size_t done = 0, some; done < count; done += some) {
        some = size_min(step, count - done);
        TRY(fetch(s, s->piece, some * cols * stored,
                  ((uint64_t)col * s->rows + (uint64_t)(first + done) * cols) * stored));
        for (size_t i = 0; i < some; i++)
            place_row(s, rows + ((done + i) * s->cols + col) * element,
                      s->piece + i * cols * stored, cols);
    }
out:
    return err;
}

static struct error *read_rows(const struct row_store *s, size_t first, size_t count,
                               unsigned char *rows)
{
    struct error *err = NULL;
    if (s->panel == s->cols && is_stored_as_read(s))
        return fetch(s, rows, count * s->cols * stored_size(s),
                     (uint64_t)first * s->cols * stored_size(s));
    for (size_t col = 0, cols; col < s->cols; col += cols) {
        cols = size_min(s->panel, s->cols - col);
        TRY(read_panel(s, col, cols, first, count, rows));
    }
out:
    return err;
}

struct error *row_store_read(const struct row_store *store, size_t first, size_t count, void *rows)
{
    struct error *err = read_rows(store, first, count, rows);
    return !err && store->is_input ? reader_check_place(&store->at, store->name) : err;
}

struct error *row_store_read_wide(const struct row_store *store, size_t first, size_t count,
                                  double *rows)
{
    size_t numbers = count * store->cols;
    if (store->type == PHM_F64)
        return row_store_read(store, first, count, rows);
    float *floats = (float *)(void *)rows + numbers; /* the second half, which is widened */
    struct error *err = row_store_read(store, first, count, floats);
    for (size_t e = 0; e < numbers; e++) {
        float number;
        memcpy(&number, floats + e, sizeof number);
        rows[e] = number;
    }
    return err;
}

struct error *row_store_matrix(const struct row_store *store, struct matrix *m)
{
    struct error *err = matrix_new(m, store->rows, store->cols);
    if (!err)
        err = row_store_read_wide(store, 0, store->rows, m->a);
    if (err)
        matrix_free(m);
    return err;
}
