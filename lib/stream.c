#include "stream.h"

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
