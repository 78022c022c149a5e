#include "stream/record/digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>
#include <zlib.h>

static unsigned long crc32_of(const void *bytes, size_t length)
{
    return crc32_z(0, bytes, length);
}

static void format_trailer(bool crc32, uint64_t digest, char text[DIGEST_TRAILER + 1])
{
    /* CRC-32 with spaces behind it: trailers are of one length */
    snprintf(text, DIGEST_TRAILER + 1,
             crc32 ? "crc32 %08" PRIx64 "       \n" : "xxh3 %016" PRIx64 "\n", digest);
}

void digest_format(bool crc32, const void *bytes, size_t length, char text[DIGEST_TEXT])
{
    if (crc32)
        snprintf(text, DIGEST_TEXT, "%08lx", crc32_of(bytes, length));
    else
        snprintf(text, DIGEST_TEXT, "%016" PRIx64, XXH3_64bits(bytes, length));
}

void digest_format_trailer(bool crc32, const void *payload, size_t length,
                           char text[DIGEST_TRAILER + 1])
{
    format_trailer(crc32, crc32 ? crc32_of(payload, length) : XXH3_64bits(payload, length), text);
}

/* ---- piece by piece ---- */

struct error *digest_new(struct digest *d)
{
    *d = (struct digest){.xxh3 = XXH3_createState()};
    return d->xxh3 ? NULL : error_memory("a checksum");
}

void digest_free(struct digest *d)
{
    XXH3_freeState(d->xxh3);
    *d = (struct digest){0};
}

void digest_begin(struct digest *d, bool crc32)
{
    d->crc32 = crc32;
    d->crc = crc32_of(NULL, 0);
    XXH3_64bits_reset(d->xxh3);
}

void digest_add(struct digest *d, const void *bytes, size_t length)
{
    if (d->crc32)
        d->crc = crc32_z(d->crc, bytes, length);
    else
        XXH3_64bits_update(d->xxh3, bytes, length);
}

void digest_end(const struct digest *d, char trailer[DIGEST_TRAILER + 1])
{
    format_trailer(d->crc32, d->crc32 ? d->crc : XXH3_64bits_digest(d->xxh3), trailer);
}
