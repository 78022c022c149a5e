#include "public/reader_impl.h"

#include "gram/snapgram.h"
#include "operator/affinities.h"

#include <stdlib.h>
#include <string.h>

static const char *kind_of_arrays(const char *npy_kind)
{
    return npy_kind ? npy_kind : "matrix";
}

static struct error *allocate(struct phate_reader **reader)
{
    *reader = calloc(1, sizeof **reader);
    return *reader ? NULL : error_memory("an input stream");
}

/* What open functions end with. */
static struct phate_error *opened(struct phate_reader **reader, struct error *err)
{
    if (err) {
        free(*reader);
        *reader = NULL;
    }
    return public_error(err);
}

struct phate_error *phate_reader_open(struct phate_reader **reader, const char *path,
                                      const char *npy_kind)
{
    struct error *err;
    TRY(allocate(reader));
    TRY(reader_open(&(*reader)->reader, path, kind_of_arrays(npy_kind)));
out:
    return opened(reader, err);
}

struct phate_error *phate_reader_open_fd(struct phate_reader **reader, int fd, const char *npy_kind)
{
    struct error *err;
    TRY(allocate(reader));
    TRY(reader_open_fd(&(*reader)->reader, fd, kind_of_arrays(npy_kind)));
out:
    return opened(reader, err);
}

void phate_reader_close(struct phate_reader *reader)
{
    if (!reader)
        return;
    record_free(&reader->record);
    reader_close(reader->reader);
    free(reader);
}

struct phate_error *phate_reader_next(struct phate_reader *reader,
                                      const struct phate_record **record)
{
    bool got;
    record_free(&reader->record);
    *record = NULL;
    reader->waits = false;
    struct error *err = reader_next(reader->reader, &reader->record, &got);
    if (!err && got) {
        reader->waits = true;
        *record = (const struct phate_record *)(const void *)&reader->record;
    }
    return public_error(err);
}

struct error *reader_claim(struct phate_reader *reader)
{
    if (!reader->waits)
        return error_new("%s: there is not a payload to take: it has been taken, or there is no "
                         "record: call phate_reader_next first",
                         reader_name(reader->reader));
    reader->waits = false;
    return NULL;
}

struct phate_error *phate_reader_matrix(struct phate_reader *reader, double *a, size_t count)
{
    struct error *err;
    const struct record *r = &reader->record;
    struct matrix m = {0};
    TRY(reader_claim(reader));
    TRY(reader_matrix(reader->reader, r, &m));
    if (count != m.rows * m.cols || (count > 0 && !a))
        TRY(error_new("%s: %s: %zu x %zu numbers, but room for %zu: make room for rows x cols",
                      reader_name(reader->reader), r->kind, m.rows, m.cols, a ? count : 0));
    array_give(&m, a);
out:
    matrix_free(&m);
    return public_error(err);
}

struct phate_error *phate_reader_text(struct phate_reader *reader, char *text, size_t room)
{
    struct error *err;
    const struct record *r = &reader->record;
    char *payload = NULL;
    TRY(reader_claim(reader));
    TRY(reader_text(reader->reader, r, &payload));
    if (!text || room != r->bytes + 1)
        TRY(error_new("%s: %s: a text of %zu bytes, but room for %zu: make room for bytes + 1",
                      reader_name(reader->reader), r->kind, r->bytes, text ? room : 0));
    memcpy(text, payload, room);
out:
    free(payload);
    return public_error(err);
}

struct phate_error *phate_reader_gram(struct phate_reader *reader,
                                      const struct phate_options *options, double *s)
{
    struct error *err;
    struct call call;
    const struct record *r = &reader->record;
    struct matrix g = {0};
    TRY(options_take(&call, options));
    TRY(reader_claim(reader));
    if (!affinities_are_of_vectors(r))
        TRY(error_new("%s: expected snapshots, gram or squares, got %s: choose another record",
                      reader_name(reader->reader), r->kind));
    TRY(array_check(s, r->rows, r->rows, sizeof *s, "squares"));
    TRY(snapgram_read(reader->reader, r, call.options.metric == PHATE_CORRELATION, &call.report,
                      &g));
    array_give(&g, s);
out:
    matrix_free(&g);
    return public_error(err);
}
