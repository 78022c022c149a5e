/* How a stream ends: each of its records promises an end record, which counts those before it, but
 * not companions; phm(5) describes both. Only the writer and the reader of streams see them. */
#ifndef PHATE_STREAM_RECORD_END_H
#define PHATE_STREAM_RECORD_END_H

#include "stream/record/record.h"

/* The attribute of the records that an end record follows. */
#define END_PROMISE_KEY "end-record"
#define END_PROMISE_VALUE "follows"

/* The kind of end records alone, and what they begin with, which no other record does. */
#define END_KIND "end"
#define END_BEGINNING "phm 1\nkind " END_KIND "\n"

enum { END_TEXT_ROOM = 32 };

/* The end record that counts so many records, which the caller frees, and its payload. It is a
 * table and a companion, so that programs that do not know it pass it on. */
struct error *end_init(struct record *r, size_t records, char text[END_TEXT_ROOM]) MUST_CHECK;

/* The number of records that an end record with that payload counts; false where it is not what
 * end_init makes. */
bool end_parse(const char *text, size_t *records);

#endif
