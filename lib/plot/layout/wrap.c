#include "plot/layout/wrap.h"

#include "plot/layout/text.h"

#include <string.h>

/* The bytes of the longest beginning of the text that is at most `most` wide, at least one
 * character. */
static size_t cut_length(const char *text, double most)
{
    size_t length = 1, next = 1;
    for (; text[length] && plot_text_em(text, next) <= most; next++)
        if (((unsigned char)text[next] & 0xc0) != 0x80)
            length = next;
    return length;
}

/* The longest beginning of `text` that is at most `most` wide (sizes of type) and ends after a
 * comma or semicolon, else before a space that no % follows, else anywhere. Bytes. */
static size_t line_length(const char *text, double most)
{
    size_t comma = 0, space = 0;
    if (plot_text_em(text, strlen(text)) <= most)
        return strlen(text);
    for (size_t i = strcspn(text, " "); text[i] && plot_text_em(text, i) <= most;
         i += 1 + strcspn(text + i + 1, " ")) {
        space = text[i + 1] == '%' ? space : i;
        if (i && (text[i - 1] == ',' || text[i - 1] == ';'))
            comma = i;
    }
    return comma ? comma : space ? space : cut_length(text, most);
}

static struct error *wrap(struct strlist *lines, const char *text, double most)
{
    struct error *err = NULL;
    while (*text && !err) {
        size_t length = line_length(text, most);
        err = strlist_add(lines, text, length);
        text += length + (text[length] == ' ');
    }
    return err;
}

struct error *plot_wrap(struct strlist *lines, const struct strlist *paragraphs, double most)
{
    struct error *err = NULL;
    for (size_t i = 0; i < paragraphs->count && !err; i++)
        err = wrap(lines, paragraphs->at[i], most);
    return err;
}
