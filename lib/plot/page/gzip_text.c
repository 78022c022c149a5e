#include "plot/page/gzip_text.h"

#include "base/size.h"

#include <stdbool.h>
#include <zlib.h>

/* Whole groups of three bytes, which become four letters: only the last piece needs padding. */
enum { PIECE = 3 * 8192 };

/* zlib counts its input in 32 bits. */
enum { FEED_MOST = 1 << 30 };

/* The largest window, and 16 to ask for a gzip header. */
enum { WINDOW = MAX_WBITS + 16, MEMORY = 9 };

static void write_base64(FILE *to, const unsigned char *bytes, size_t length)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t have = size_min(length - i, 3);
        unsigned group = (unsigned)bytes[i] << 16;
        if (have > 1)
            group |= (unsigned)bytes[i + 1] << 8;
        if (have > 2)
            group |= bytes[i + 2];
        fputc(letters[group >> 18], to);
        fputc(letters[group >> 12 & 63], to);
        fputc(have > 1 ? letters[group >> 6 & 63] : '=', to);
        fputc(have > 2 ? letters[group & 63] : '=', to);
    }
}

struct error *gzip_text_write(FILE *to, const void *bytes, size_t length)
{
    unsigned char piece[PIECE];
    z_stream z = {.next_in = (z_const Bytef *)bytes, .next_out = piece, .avail_out = PIECE};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return error_memory("packing the data");
    for (bool ended = false; !ended;) {
        if (z.avail_in == 0) {
            z.avail_in = (uInt)size_min(length, FEED_MOST);
            length -= z.avail_in;
        }
        ended = deflate(&z, length ? Z_NO_FLUSH : Z_FINISH) == Z_STREAM_END;
        if (ended || z.avail_out == 0) {
            write_base64(to, piece, PIECE - z.avail_out);
            z.next_out = piece;
            z.avail_out = PIECE;
        }
    }
    deflateEnd(&z);
    return NULL;
}
