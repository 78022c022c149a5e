/* What tells that a record was damaged: the digest of its header, and that of its payload. The
 * programs write XXH3-64 with seed 0; a script may write CRC-32 (ITU-T V.42, as zlib, gzip and PNG
 * have it), which every language has in its library. The number of the header's digits says which
 * of the two guards the record. */
#ifndef PHATE_STREAM_RECORD_DIGEST_H
#define PHATE_STREAM_RECORD_DIGEST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct XXH3_state_s;

enum {
    DIGEST_CRC32_DIGITS = 8, /* in the line `head` */
    DIGEST_TEXT = 17,        /* room for the digits of either */
    DIGEST_TRAILER = 22      /* bytes of the line behind a payload */
};

/* The digits for a header's line. */
void digest_format(bool crc32, const void *bytes, size_t length, char text[DIGEST_TEXT]);

/* The line behind a payload that is at hand. */
void digest_format_trailer(bool crc32, const void *payload, size_t length,
                           char text[DIGEST_TRAILER + 1]);

/* Of a payload that comes piece by piece. */
struct digest {
    bool crc32;
    unsigned long crc;
    struct XXH3_state_s *xxh3;
};

struct error *digest_new(struct digest *d) MUST_CHECK;
void digest_free(struct digest *d); /* accepts all zero */
void digest_begin(struct digest *d, bool crc32);
void digest_add(struct digest *d, const void *bytes, size_t length);
void digest_end(const struct digest *d, char trailer[DIGEST_TRAILER + 1]);

#endif
