/* Streams of phm records: copying from reader to writer, and writing tables. phm(5) describes the
 * format. */
#ifndef PHATE_STREAM_STREAM_H
#define PHATE_STREAM_STREAM_H

#include "stream/reader/reader.h"
#include "stream/table/table.h"
#include "stream/writer.h"

/* Copies the current record (header and the payload not yet taken) from reader to writer. */
struct error *stream_pass(struct reader *reader, const struct record *r,
                          struct writer *writer) MUST_CHECK;

/* Writes a table as a text record of that kind with one line of provenance. */
struct error *stream_put_table(struct writer *writer, const char *kind, const struct table *t,
                               const char *provenance) MUST_CHECK;

#endif
