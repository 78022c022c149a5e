#include "plot/layout/wrap.h"

#include "plot/layout/text.h"

#include <math.h>
#include <string.h>

/* The bytes of the longest beginning of the text that is at most `most` wide, at least one
 * character. */
static size_t cut_length(const char *text, double most)
{
    size_t length = plot_text_step(text), next = length;
    for (; text[length] && plot_text_em(text, next) <= most; next += plot_text_step(text + next))
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

/* Where words end in a title, and parts of words. */
static const char TITLE_BREAKS[] = " ,;:/._-";

/* The bytes of the first of two lines that are as even as can be and none wider than `most`, broken
 * behind one of these characters; 0: there are none. */
static size_t even_break(const char *title, const char *behind, double most)
{
    size_t best = 0, length = strlen(title);
    double least = most;
    for (size_t i = strcspn(title, behind); i + 1 < length;
         i += 1 + strcspn(title + i + 1, behind)) {
        double wider =
            fmax(plot_text_em(title, i + 1), plot_text_em(title + i + 1, length - i - 1));
        if (wider > least)
            continue;
        least = wider;
        best = i + 1;
    }
    return best;
}

/* Between parts of the title, else between words, else within one; and where none of these leaves
 * both lines whole, where these are most even. */
static size_t title_break(const char *title, double most)
{
    static const char *const behind[] = {",;:/", " ,;:/", " ,;:/.", TITLE_BREAKS};
    enum { KINDS = sizeof behind / sizeof *behind };
    size_t end = 0;
    for (size_t i = 0; i < KINDS && end == 0; i++)
        end = even_break(title, behind[i], most);
    return end ? end : even_break(title, TITLE_BREAKS, INFINITY);
}

bool plot_wrap_fits(const char *title, size_t allowed, double most)
{
    return plot_text_em(title, strlen(title)) <= most ||
           (allowed > 1 && even_break(title, TITLE_BREAKS, most) > 0);
}

struct error *plot_wrap_title(struct strlist *lines, const char *title, size_t allowed, double most)
{
    struct error *err;
    struct strlist first = {0};
    size_t end = 0;
    if (allowed > 1 && plot_text_em(title, strlen(title)) > most)
        end = title_break(title, most);
    if (end == 0)
        return plot_text_abridge(lines, title, most);
    TRY(strlist_add(&first, title, title[end - 1] == ' ' ? end - 1 : end));
    TRY(plot_text_abridge(lines, first.at[0], most));
    TRY(plot_text_abridge(lines, title + end + (title[end] == ' '), most));
out:
    strlist_free(&first);
    return err;
}
