#include "base/text/shell.h"

#include "base/memstream.h"
#include "base/size.h"
#include "base/text/printable.h"

#include <stdbool.h>
#include <string.h>

/* Whether the shell leaves each of the bytes as it is. */
static bool is_plain(const char *text, size_t length)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-+=.,:/@%";
    for (size_t i = 0; i < length; i++)
        if (!memchr(plain, text[i], sizeof plain - 1))
            return false;
    return length > 0;
}

static void put_quoted(FILE *f, const char *text, size_t length)
{
    fputc('\'', f);
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\'')
            fputs("'\\''", f);
        else
            fputc(text[i], f);
    fputc('\'', f);
}

/* Whether printf takes the byte for itself, and so does the shell, also an interactive one, which
 * looks for ! in double quotes. */
static bool is_literal(char byte)
{
    return !strchr("'\\%!", byte);
}

static void put_printf(FILE *f, const char *text, size_t length)
{
    size_t dashes = strspn(text, "-"); /* printf takes them for options */
    fprintf(f, "%.*s\"$(printf '", (int)dashes, text);
    for (size_t i = dashes, bytes; i < length; i += size_max(bytes, 1)) {
        bytes = is_literal(text[i]) ? printable_character(text + i, length - i) : 0;
        if (bytes == 0)
            fprintf(f, "\\%03o", (unsigned char)text[i]);
        else
            fwrite(text + i, 1, bytes, f);
    }
    fputs("')\"", f);
}

static size_t without_line_feeds(const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == '\n')
        length--;
    return length;
}

void shell_put(FILE *f, const char *text, size_t length)
{
    size_t head = without_line_feeds(text, length);
    if (is_plain(text, length))
        fwrite(text, 1, length, f);
    else if (printable_is(text, head))
        put_quoted(f, text, length);
    else {
        put_printf(f, text, head);
        if (head < length)
            put_quoted(f, text + head, length - head);
    }
}

struct error *shell_word(const char *text, char **word)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *word = NULL;
    if (f)
        shell_put(f, text, strlen(text));
    if (!f || !memstream_close(&m))
        return error_memory("a command line");
    *word = m.text;
    return NULL;
}
