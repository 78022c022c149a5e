/* What a reader makes of a payload: panels, matrices, and the numbers of .npy arrays. */
#include "stream/reader/impl.h"

#include "base/size.h"

#include <string.h>

/* ---- conversion ---- */

static bool is_stored_as(const struct reader *rd, enum phm_type type)
{
    return !rd->swapped && rd->source == (type == PHM_F64 ? DTYPE_F64 : DTYPE_F32);
}

/* Converts elements of a .npy array to those of its record. They pass through the reader's own
 * block, because the caller's buffer may not be aligned. */
static struct error *take_converted(struct reader *rd, void *buffer, size_t room, size_t *length)
{
    struct error *err;
    size_t element = phm_type_size(rd->type), stored = dtype_size(rd->source);
    size_t count = size_min(size_min(room, READER_CHUNK) / element, rd->left / stored);
    *length = 0;
    TRY(reader_grow(&rd->raw, size_max(count * stored, 1)));
    TRY(reader_grow(&rd->block, size_max(count * element, 1)));
    TRY(reader_take(rd, rd->raw.bytes, count * stored));
    reader_convert(rd, rd->block.bytes, rd->type, rd->raw.bytes, count);
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
    return reader_take(reader, buffer, *length);
}

/* ---- matrices ---- */

static struct error *check_numeric(const struct reader *rd, const struct record *r)
{
    if (r->type == PHM_TEXT)
        return error_new("%s: record %zu (%s): expected numbers, got text: choose another record",
                         rd->name, rd->index, r->kind);
    return NULL;
}

/* For a matrix that is not empty. A stored panel has rows of `cols` elements, which go to `out`,
 * `stride` elements apart, converted to the record's type. */
static struct error *take_stored_panel(struct reader *rd, const struct record *r, size_t cols,
                                       unsigned char *out, size_t stride)
{
    size_t element = phm_type_size(r->type), stored = dtype_size(rd->source);
    size_t row_bytes = cols * stored; /* less than the payload's, so it does not overflow */
    if (is_stored_as(rd, r->type) && stride == cols)
        return reader_take(rd, out, r->rows * row_bytes);

    struct error *err = NULL;
    size_t rows_at_once = size_max(1, READER_CHUNK / size_max(row_bytes, 1));
    TRY(reader_grow(&rd->raw, rows_at_once * row_bytes));
    for (size_t first = 0; first < r->rows; first += rows_at_once) {
        size_t rows = size_min(rows_at_once, r->rows - first);
        TRY(reader_take(rd, rd->raw.bytes, rows * row_bytes));
        for (size_t i = 0; i < rows; i++)
            reader_convert(rd, out + (first + i) * stride * element, r->type,
                           rd->raw.bytes + i * row_bytes, cols);
    }
out:
    return err;
}

/* Whether columns of a dense payload can be fetched directly: a .npy array in a file has no
 * checksum that would need the whole payload in order. */
static bool can_fetch_columns(const struct reader *rd, const struct record *r, size_t cols_wanted)
{
    return rd->regular && rd->npy && r->layout == PHM_DENSE && cols_wanted > 0 &&
           cols_wanted < r->cols;
}

/* Fetches columns [first, first + cols) of such a payload, of which nothing has been taken. */
static struct error *fetch_columns(struct reader *rd, const struct record *r, size_t first,
                                   size_t cols, unsigned char *out)
{
    struct error *err;
    size_t element = phm_type_size(r->type), stored = dtype_size(rd->source);
    TRY(reader_grow(&rd->raw, cols * stored));
    for (size_t i = 0; i < r->rows; i++) {
        TRY(reader_read_at(rd, rd->raw.bytes, cols * stored,
                           rd->offset + (i * r->cols + first) * stored));
        reader_convert(rd, out + i * cols * element, r->type, rd->raw.bytes, cols);
    }
    if (first + cols == r->cols) {
        TRY(reader_check_unchanged(rd));
        TRY(reader_jump(rd));
    }
out:
    return err;
}

/* Takes the next `cols` columns of a payload that is read in order, whose panels are `width`
 * columns wide. */
static struct error *take_columns(struct reader *rd, const struct record *r, size_t width,
                                  size_t cols, unsigned char *out)
{
    struct error *err = NULL;
    for (size_t col = 0; col < cols; col += width)
        TRY(take_stored_panel(rd, r, size_min(width, cols - col),
                              out + col * phm_type_size(r->type), cols));
out:
    return err;
}

/* Fails where the record has no columns to hand out. */
static struct error *check_columns(const struct reader *rd, const struct record *r)
{
    struct error *err = check_numeric(rd, r);
    if (!err && r->layout == PHM_CSR)
        err =
            error_new("%s: record %zu (%s): expected columns, got a sparse matrix: convert it with "
                      "phm2npy and npy2phm",
                      rd->name, rd->index, r->kind);
    return err;
}

/* How the next columns are taken. */
struct taking {
    bool fetch;
    size_t width, cols; /* of a stored panel; and at once */
};

static struct taking plan(const struct reader *rd, const struct record *r, size_t cols_wanted)
{
    enum { FETCHED = 1 << 13 }; /* least number of columns: pieces of rows long enough for a disk */
    struct taking t = {.fetch = can_fetch_columns(rd, r, cols_wanted)};
    if (rd->all_cols > 0) {
        t.cols = reader_range_cols(rd, r, cols_wanted);
        return t;
    }
    t.width = r->layout == PHM_PANEL ? size_min(r->panel, r->cols) : r->cols;
    if (t.fetch)
        t.width = size_max(cols_wanted, FETCHED);
    size_t together = size_max(1, cols_wanted / t.width) * t.width;
    t.cols = size_min(together, r->cols - rd->next_col);
    return t;
}

static struct error *take(struct reader *rd, const struct record *r, const struct taking *t,
                          unsigned char *out)
{
    if (rd->all_cols > 0)
        return reader_take_range(rd, r, t->cols, out);
    if (t->fetch)
        return fetch_columns(rd, r, rd->next_col, t->cols, out);
    return take_columns(rd, r, t->width, t->cols, out);
}

struct error *reader_panel_into(struct reader *reader, const struct record *r, size_t cols_wanted,
                                struct panel_buffer *buffer, struct panel *panel, bool *got)
{
    struct error *err;
    size_t first = reader->next_col, room;
    *got = false;
    TRY(check_columns(reader, r));
    if (first == r->cols || r->rows == 0) {
        err = reader_skip(reader); /* of an empty matrix only the trailer is left */
        goto out;
    }
    struct taking t = plan(reader, r, cols_wanted);
    if (!size_mul(r->rows, t.cols * phm_type_size(r->type), &room)) {
        err = error_memory("a panel of columns");
        goto out;
    }
    TRY(reader_grow(buffer, size_max(room, 1)));
    TRY(take(reader, r, &t, buffer->bytes));
    reader->next_col += t.cols;
    *panel = (struct panel){.first = first, .rows = r->rows, .cols = t.cols, .type = r->type};
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

/* Takes a sparse payload as it is stored; only the values change type. */
static struct error *take_csr(struct reader *rd, const struct record *r, struct csr *m)
{
    struct error *err;
    size_t stored = phm_type_size(r->type);
    /* The payload's size was checked when the header was read: none of these products overflow. */
    TRY(csr_new(m, r->rows, r->cols, r->nonzeros));
    TRY(reader_take(rd, m->start, (r->rows + 1) * sizeof *m->start));
    TRY(reader_take(rd, m->col, r->nonzeros * sizeof *m->col));
    TRY(reader_grow(&rd->raw, READER_CHUNK));
    for (size_t first = 0, count; first < r->nonzeros; first += count) {
        count = size_min(READER_CHUNK / stored, r->nonzeros - first);
        TRY(reader_take(rd, rd->raw.bytes, count * stored));
        dtype_to_f64(m->value + first, rd->raw.bytes, count, rd->source, false);
    }
    TRY(reader_skip(rd)); /* without entries only the trailer is left */
    err = csr_check_structure(m);
    if (err)
        err = error_prefix(err, "%s: record %zu (%s)", rd->name, rd->index, rd->kind);
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
            TRY(reader_panel(reader, r, READER_CHUNK / sizeof(double) / size_max(r->rows, 1),
                             &panel, &got));
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
