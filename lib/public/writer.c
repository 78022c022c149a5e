#include "stream/writer.h"
#include "base/file/path.h"
#include "public/reader_impl.h"
#include "stream/stream.h"

#include <unistd.h>

/* A public writer is a writer. */
static struct writer *writer_of(struct phate_writer *writer)
{
    return (struct writer *)writer;
}

struct phate_error *phate_writer_open(struct phate_writer **writer, const char *path)
{
    if (path_is_standard(path))
        return phate_writer_open_fd(writer, STDOUT_FILENO);
    struct writer *w = NULL;
    struct error *err = writer_open(&w, path);
    *writer = (struct phate_writer *)w;
    return public_error(err);
}

struct phate_error *phate_writer_open_fd(struct phate_writer **writer, int fd)
{
    struct writer *w = NULL;
    struct error *err = fd >= 0 ? writer_open_fd(&w, fd)
                                : error_new("descriptor %d: cannot write: it is not open", fd);
    *writer = (struct phate_writer *)w;
    return public_error(err);
}

struct phate_error *phate_writer_matrix(struct phate_writer *writer,
                                        const struct phate_record *record, const double *a)
{
    struct error *err;
    const struct record *r = (const struct record *)record;
    const struct matrix m = {(double *)a, r->rows, r->cols};
    if (r->type != PHM_F64 || r->layout != PHM_DENSE)
        TRY(error_new("%s: not a record of doubles row after row: make one by "
                      "phate_record_derive",
                      r->kind));
    if (!a && r->bytes > 0)
        TRY(error_new("%s: NULL: expected an array of %zu x %zu", r->kind, r->rows, r->cols));
    TRY(writer_matrix(writer_of(writer), r, &m));
out:
    return public_error(err);
}

struct phate_error *phate_writer_text(struct phate_writer *writer,
                                      const struct phate_record *record, const char *text)
{
    struct error *err;
    const struct record *given = (const struct record *)record;
    struct table t = {0};
    struct record r = {0};
    TRY(table_parse(&t, text, false, given->kind));
    TRY(record_init(&r, given->kind, PHM_TEXT, t.rows, t.columns.count));
    TRY(record_inherit(&r, given));
    TRY(writer_text(writer_of(writer), &r, text));
out:
    table_free(&t);
    record_free(&r);
    return public_error(err);
}

struct phate_error *phate_writer_pass(struct phate_writer *writer, struct phate_reader *reader)
{
    struct error *err;
    TRY(reader_claim(reader));
    TRY(stream_pass(reader->reader, &reader->record, writer_of(writer)));
out:
    return public_error(err);
}

struct phate_error *phate_writer_commit(struct phate_writer *writer)
{
    return public_error(writer_commit(writer_of(writer)));
}

void phate_writer_discard(struct phate_writer *writer)
{
    writer_discard(writer_of(writer));
}
