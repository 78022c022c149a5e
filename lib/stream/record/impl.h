/* What the files of the record share. */
#ifndef PHATE_STREAM_RECORD_IMPL_H
#define PHATE_STREAM_RECORD_IMPL_H

#include "stream/record/record.h"

/* Whether it is what a kind and an attribute's key are made of. */
bool record_is_word(const char *text, size_t length);

/* Puts spaces where control characters are: a value is one line. */
void record_make_one_line(char *text);

/* The payload's size by shape, type and layout; false where it overflows. */
bool record_payload_bytes(const struct record *r, size_t *bytes);

#endif
