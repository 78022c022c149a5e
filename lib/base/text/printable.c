#include "base/text/printable.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/utf8.h"

#include <string.h>

/* U+0080 to U+009F, of which U+009B begins what a terminal obeys. */
static bool is_control(const char *character, size_t length)
{
    unsigned char first = (unsigned char)character[0], second = (unsigned char)character[1];
    return length == 1 ? first < ' ' || first == 0x7f
                       : length == 2 && first == 0xc2 && second < 0xa0;
}

/* U+2028 and U+2029 end lines; U+202A to U+202E and U+2066 to U+2069 turn the direction of what is
 * beside them, and so show one name as another. */
static bool is_layout(const char *character, size_t length)
{
    unsigned char last = (unsigned char)character[2];
    if (length != 3)
        return false;
    return (memcmp(character, "\xe2\x80", 2) == 0 && last >= 0xa8 && last <= 0xae) ||
           (memcmp(character, "\xe2\x81", 2) == 0 && last >= 0xa6 && last <= 0xa9);
}

static bool is_ascii(char byte)
{
    return byte >= ' ' && byte < 0x7f;
}

/* How many bytes at the beginning are printable ASCII, of which most text is. */
static size_t ascii_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && is_ascii(text[i]))
        i++;
    return i;
}

size_t printable_character(const char *text, size_t length)
{
    if (length > 0 && is_ascii(text[0]))
        return 1;
    char character[] = {0, 0, 0, 0, 0}; /* ends in a NUL, which the text need not */
    memcpy(character, text, size_min(length, sizeof character - 1));
    size_t bytes = utf8_character(character);
    return is_control(character, bytes) || is_layout(character, bytes) ? 0 : bytes;
}

bool printable_is(const char *text, size_t length)
{
    for (size_t i = ascii_length(text, length), bytes; i < length; i += bytes) {
        bytes = printable_character(text + i, length - i);
        if (bytes == 0)
            return false;
    }
    return true;
}

void printable_escape(char byte, char escape[PRINTABLE_ESCAPE])
{
    static const char named[] = "\n\t\r", names[] = "ntr";
    const char *at = byte ? strchr(named, byte) : NULL;
    if (at)
        snprintf(escape, PRINTABLE_ESCAPE, "\\%c", names[at - named]);
    else
        snprintf(escape, PRINTABLE_ESCAPE, "\\x%02x", (unsigned char)byte);
}

/* The beginning of a text, and how it is shown. */
struct piece {
    size_t length, shown_length;
    const char *shown;
    char escape[PRINTABLE_ESCAPE];
};

/* The bytes in `kept` stay as they are. */
static void take_piece(const char *text, size_t length, const char *kept, struct piece *piece)
{
    size_t bytes = ascii_length(text, length);
    if (bytes == 0)
        bytes = *text && strchr(kept, *text) ? 1 : printable_character(text, length);
    piece->length = size_max(bytes, 1);
    piece->shown_length = bytes;
    piece->shown = text;
    if (bytes == 0) {
        printable_escape(*text, piece->escape);
        piece->shown_length = strlen(piece->escape);
        piece->shown = piece->escape;
    }
}

static void put(FILE *f, const char *text, size_t length, const char *kept)
{
    struct piece piece;
    for (size_t i = 0; i < length; i += piece.length) {
        take_piece(text + i, length - i, kept, &piece);
        fwrite(piece.shown, 1, piece.shown_length, f);
    }
}

void printable_put(FILE *f, const char *text, size_t length)
{
    put(f, text, length, "");
}

size_t printable_length(const char *text, size_t length)
{
    struct piece piece;
    size_t shown = 0;
    for (size_t i = 0; i < length; i += piece.length) {
        take_piece(text + i, length - i, "", &piece);
        shown += piece.shown_length;
    }
    return shown;
}

void printable_put_lines(FILE *f, const char *text, size_t length)
{
    put(f, text, length, "\n\t");
}

struct error *printable_text(const char *text, char **shown)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *shown = NULL;
    if (f)
        printable_put(f, text, strlen(text));
    if (!f || !memstream_close(&m))
        return error_memory("a text");
    *shown = m.text;
    return NULL;
}
