#include "base/text/shell.h"

#include "base/memstream.h"

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

void shell_put(FILE *f, const char *text, size_t length)
{
    if (is_plain(text, length)) {
        fwrite(text, 1, length, f);
        return;
    }
    fputc('\'', f);
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\'')
            fputs("'\\''", f);
        else
            fputc(text[i], f);
    fputc('\'', f);
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
