#include "plot/gnuplot/png_frames.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static uint32_t big_endian(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* A signature of 8 bytes; then chunks: their length, their type, so many bytes, a check sum. */
size_t png_frames_first(const char *images, size_t length)
{
    enum { SIGNATURE = 8, AROUND = 12 };
    size_t at = SIGNATURE;
    if (length < SIGNATURE || memcmp(images, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0)
        return 0;
    while (length - at >= AROUND) {
        size_t chunk = (size_t)big_endian(images + at) + AROUND;
        bool last = memcmp(images + at + 4, "IEND", 4) == 0;
        if (chunk > length - at)
            return 0;
        at += chunk;
        if (last)
            return at;
    }
    return 0;
}
