#include "stream/stream.h"

#include <stdlib.h>

struct error *stream_pass(struct reader *reader, const struct record *r, struct writer *writer)
{
    enum { CHUNK = 1 << 16 };
    struct error *err;
    unsigned char chunk[CHUNK];
    size_t length;
    TRY(writer_begin(writer, r));
    do {
        TRY(reader_bytes(reader, chunk, sizeof chunk, &length));
        TRY(writer_data(writer, chunk, length));
    } while (length > 0);
    TRY(reader_skip(reader));
    TRY(writer_end(writer));
out:
    return err;
}

struct error *stream_put_table(struct writer *writer, const char *kind, const struct table *t,
                               const char *provenance)
{
    struct error *err;
    struct record r = {0};
    char *text = NULL;
    TRY(record_init(&r, kind, PHM_TEXT, t->rows, t->columns.count));
    TRY(record_from_add(&r, provenance));
    TRY(table_format(t, &text));
    TRY(writer_text(writer, &r, text));
out:
    record_free(&r);
    free(text);
    return err;
}
