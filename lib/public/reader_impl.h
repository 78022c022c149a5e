/* The reader, for the writer that passes records on. */
#ifndef PHATE_PUBLIC_READER_IMPL_H
#define PHATE_PUBLIC_READER_IMPL_H

#include "public/impl.h"
#include "stream/reader/reader.h"

struct phate_reader {
    struct reader *reader;
    struct record record; /* the current one */
    bool waits;           /* there is one, and its payload has not been taken */
};

/* Takes the right to the current record's payload. Fails where there is none. */
struct error *reader_claim(struct phate_reader *reader) MUST_CHECK;

#endif
