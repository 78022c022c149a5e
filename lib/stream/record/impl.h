/* What the files of the record share. */
#ifndef PHATE_STREAM_RECORD_IMPL_H
#define PHATE_STREAM_RECORD_IMPL_H

#include "stream/record/record.h"

/* Whether the text may be a kind, or an attribute's key. */
bool record_is_word(const char *text, size_t length);

/* Replaces control characters by spaces: a value is one line. */
void record_make_one_line(char *text);

/* Takes the attribute by which a record promises that an end record follows. */
struct error *record_promise_end(struct record *r, const char *value) MUST_CHECK;

/* Fails where a key appears twice among the attributes. */
struct error *record_check_keys(const struct record *r) MUST_CHECK;

/* The payload's size by shape, type and layout; false where it overflows. */
bool record_payload_bytes(const struct record *r, size_t *bytes);

#endif
