#include "checkpoint/format/npyscalar.h"

#include "base/text/scalar.h"

#include <stdint.h>
#include <string.h>

bool npyscalar_is(const struct npy *npy)
{
    return npy->dims == 0 &&
           (npy->kind == NPY_NUMBERS || npy->kind == NPY_UNICODE || npy->kind == NPY_BYTES);
}

static uint32_t load_u32(const unsigned char *bytes, bool swapped)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return swapped ? __builtin_bswap32(value) : value;
}

/* A control character, half of a surrogate pair, or beyond Unicode. */
static bool is_no_character(uint32_t c)
{
    return c < 0x20 || c == 0x7f || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff;
}

/* Returns the number of bytes, at most 4. */
static size_t put_utf8(char *to, uint32_t c)
{
    size_t follow = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};
    to[0] = (char)(first[follow] | c >> 6 * follow);
    for (size_t i = 1; i <= follow; i++)
        to[i] = (char)(0x80 | (c >> 6 * (follow - i) & 0x3f));
    return follow + 1;
}

static bool put_text(const struct npy *npy, const unsigned char *element, char *text)
{
    size_t step = npy->kind == NPY_UNICODE ? 4 : 1, length = npy->item / step, used = 0;
    static const unsigned char zeros[4];
    while (length > 0 && memcmp(element + (length - 1) * step, zeros, step) == 0)
        length--; /* NumPy pads with zeros */
    for (size_t i = 0; i < length; i++) {
        uint32_t c = step == 4 ? load_u32(element + i * step, npy->swapped) : element[i];
        if (is_no_character(c) || (step == 1 && c > 0x7f) || used > NPYSCALAR_MOST)
            return false;
        used += put_utf8(text + used, c);
    }
    text[used] = '\0';
    return used <= NPYSCALAR_MOST;
}

bool npyscalar_text(const struct npy *npy, const unsigned char *element, char text[NPYSCALAR_ROOM])
{
    if (npy->kind != NPY_NUMBERS)
        return put_text(npy, element, text);
    scalar_element(text, element, npy->type, npy->swapped);
    return true;
}
