#include "base/text/utf8.h"

#include <stdint.h>

enum { BITS_FOLLOWING = 6, SURROGATES = 0xd800, SURROGATES_END = 0xe000, LAST = 0x10ffff };

static size_t length_by(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc0)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
}

size_t utf8_character(const char *text)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* of so many bytes */
    static const unsigned char bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    size_t length = length_by((unsigned char)text[0]);
    uint32_t code = (unsigned char)text[0] & bits[length];
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xc0) != 0x80)
            return 0;
        code = code << BITS_FOLLOWING | (byte & 0x3f);
    }
    bool is_surrogate = code >= SURROGATES && code < SURROGATES_END;
    bool is_none = code > LAST || code == 0xfffe || code == 0xffff;
    return code < least[length] || is_surrogate || is_none ? 0 : length;
}

bool utf8_is_line(const char *text, size_t length)
{
    for (size_t i = 0, step; i < length; i += step) {
        step = utf8_character(text + i);
        if (step == 0 || (unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return false;
    }
    return true;
}
