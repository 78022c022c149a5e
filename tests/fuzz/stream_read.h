/* Every way in which the programs take the records of a stream. */
#ifndef PHATE_STREAM_READ_H
#define PHATE_STREAM_READ_H

#include "fuzz.h"

#include "base/size.h"
#include "stream/npy_export.h"
#include "stream/record/signature.h"
#include "stream/summary.h"
#include "stream/table/table.h"
#include "stream/tsv.h"

#include <xxhash.h>

/* A sparse or an empty record is small whatever its shape, and the matrix is not. */
static inline bool is_small(const struct record *r)
{
    size_t entries;
    return size_mul(r->rows, r->cols, &entries) && entries <= 16 * FUZZ_INPUT_MAX;
}

static inline struct error *take_matrix(struct reader *in, const struct record *r)
{
    struct matrix m;
    if (r->layout == PHM_CSR && !is_small(r))
        return NULL;
    struct error *err = reader_matrix(in, r, &m);
    if (!err)
        matrix_free(&m);
    return err;
}

/* As phm2tsv does, to nowhere. */
static inline struct error *take_tsv(struct reader *in, const struct record *r)
{
    struct error *err;
    struct matrix m = {0};
    struct writer *out = NULL;
    const char *signature;
    if (r->layout == PHM_CSR && !is_small(r))
        return NULL;
    TRY(signature_of(r, &signature));
    TRY(writer_open_text(&out, "/dev/null"));
    TRY(reader_matrix(in, r, &m));
    TRY(tsv_write_matrix(out, &m, r->type));
    TRY(tsv_write_coords(out, NULL, &m, signature, r->type));
out:
    matrix_free(&m);
    writer_discard(out);
    return err;
}

static inline struct error *take_npy(struct reader *in, const struct record *r)
{
    struct writer *out;
    if (r->type == PHM_TEXT || (r->layout == PHM_CSR && !is_small(r)))
        return NULL;
    struct error *err = writer_open(&out, "/dev/null");
    if (!err)
        err = npy_export(in, r, out);
    writer_discard(out);
    return err;
}

static inline struct error *take_text(struct reader *in, const struct record *r)
{
    char *text;
    struct table t;
    struct error *err = reader_text(in, r, &text);
    if (!err)
        err = table_parse(&t, text, false, "text");
    if (!err)
        table_free(&t);
    free(text);
    return err;
}

static inline struct error *take_panels(struct reader *in, const struct record *r, size_t width)
{
    struct panel panel;
    bool got = true;
    struct error *err = NULL;
    while (got && !err) {
        err = reader_panel(in, r, width, &panel, &got);
        fuzz_must(err || !got || (panel.cols > 0 && panel.first + panel.cols <= r->cols));
    }
    return err;
}

static inline struct error *take_stored_panels(struct reader *in, const struct record *r)
{
    return take_panels(in, r, 0);
}

static inline struct error *take_wide_panels(struct reader *in, const struct record *r)
{
    return take_panels(in, r, 5);
}

static inline struct error *take_bytes(struct reader *in, const struct record *r)
{
    unsigned char bytes[13];
    size_t length = 1, sum = 0;
    struct error *err = NULL;
    while (length > 0 && !err) {
        err = reader_bytes(in, bytes, sizeof bytes, &length);
        sum += err ? 0 : length;
    }
    fuzz_must(err || sum == r->bytes);
    return err;
}

static inline struct error *take_summary(struct reader *in, const struct record *r)
{
    struct summary s;
    return r->type == PHM_TEXT ? NULL : summary_read(in, r, &s);
}

static inline struct error *take_nothing(struct reader *in, const struct record *r)
{
    (void)r;
    return reader_jump(in);
}

/* What a header says is what is written of it. */
static inline void check_header(const struct record *r)
{
    char *text, *again;
    size_t length, length_again;
    struct record copy;
    if (!fuzz_good(record_format(r, &text, &length)))
        return;
    fuzz_must(fuzz_good(record_parse(&copy, text, length)));
    fuzz_must(fuzz_good(record_format(&copy, &again, &length_again)));
    fuzz_must(length == length_again && memcmp(text, again, length) == 0);
    record_free(&copy);
    free(text);
    free(again);
}

typedef struct error *take_record(struct reader *in, const struct record *r);

static inline struct error *read_records(struct reader *in, take_record *take)
{
    struct error *err;
    struct record r;
    for (bool got = true;;) {
        TRY(reader_next(in, &r, &got));
        if (!got)
            break;
        check_header(&r);
        err = take(in, &r);
        record_free(&r);
        if (err)
            break;
    }
out:
    return err;
}

static take_record *const stream_takers[] = {take_matrix, take_tsv,           take_npy,
                                             take_text,   take_stored_panels, take_wide_panels,
                                             take_bytes,  take_summary,       take_nothing};
enum { STREAM_TAKERS = sizeof stream_takers / sizeof *stream_takers };

static inline struct error *stream_read(const char *path, take_record *take)
{
    struct reader *in;
    struct error *err = reader_open(&in, path, "matrix");
    if (!err)
        err = read_records(in, take);
    reader_close(in);
    return err;
}

#endif
