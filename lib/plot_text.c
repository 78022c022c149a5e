#include "plot_text.h"

#include <stdbool.h>
#include <string.h>

static bool starts_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += starts_character(*text);
    return count;
}

/* Octal escapes are read after quotes, backquotes, macros, braces and comments are looked for. */
static void write_byte(FILE *f, char c)
{
    static const char harmless[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                   " _-+=.,:;/()<>%[]*|?";
    unsigned char byte = (unsigned char)c;
    if (c == '\n')
        fputs("\\134n", f);
    else if (c == '\t')
        fputs("\\134t", f);
    else if (byte < 0x20 || byte == 0x7f)
        fprintf(f, "\\134x%02x", byte);
    else if (byte < 0x80 && !strchr(harmless, c))
        fprintf(f, "\\%03o", byte);
    else
        fputc(c, f);
}

/* What shows the character in TeX; NULL for one that shows itself. */
static const char *tex_of(char c)
{
    static const struct {
        char c;
        const char *tex;
    } special[] = {{'\\', "\\textbackslash{}"},
                   {'{', "\\{"},
                   {'}', "\\}"},
                   {'$', "\\$"},
                   {'&', "\\&"},
                   {'#', "\\#"},
                   {'^', "\\textasciicircum{}"},
                   {'_', "\\_"},
                   {'%', "\\%"},
                   {'~', "\\textasciitilde{}"},
                   {'<', "\\textless{}"},
                   {'|', "\\textbar{}"},
                   {'>', "\\textgreater{}"}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (special[i].c == c)
            return special[i].tex;
    return NULL;
}

/* In TeX a control character is a question mark. */
static void write_byte_for(FILE *f, char c, enum plot_markup markup)
{
    const char *tex = markup == MARKUP_TEX ? tex_of(c) : NULL;
    bool control = (unsigned char)c < 0x20 || c == 0x7f;
    if (markup == MARKUP_TEX && control)
        fputs("?", f);
    else if (!tex)
        write_byte(f, c);
    for (; tex && *tex; tex++)
        write_byte(f, *tex);
}

void plot_quote(FILE *f, const char *text, size_t most)
{
    plot_quote_for(f, text, most, MARKUP_NONE);
}

void plot_quote_path(FILE *f, const char *path)
{
    if (*path == '|' || *path == '~')
        fputs("'./'.", f);
    plot_quote(f, path, (size_t)-1);
}

void plot_quote_for(FILE *f, const char *text, size_t most, enum plot_markup markup)
{
    size_t count = count_characters(text);
    bool abridged = count > most;
    size_t head = abridged ? most / 2 : count; /* characters shown before the ellipsis */
    size_t tail = abridged ? count - (most - head) + 1 : 0; /* the first one shown after it */
    size_t at = 0;                                          /* characters begun */

    fputc('"', f);
    for (; *text; text++) {
        if (starts_character(*text) && at++ == head && abridged)
            fputs("…", f);
        if (at <= head || (abridged && at > tail))
            write_byte_for(f, *text, markup);
    }
    fputc('"', f);
}

/* From Hangul Jamo (U+1100) on, most scripts are set in full-width characters; their first UTF-8
 * byte is 0xe1 or more. Good enough to leave room for a legend. */
size_t plot_text_width(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        if (starts_character(*text))
            width += (unsigned char)*text >= 0xe1 ? 2 : 1;
    return width;
}

/* Of ' ' to '~', in hundredths of the size: those of DejaVu Sans, which stands in for Helvetica
 * where that is missing and is about a seventh wider. So boxes of text are never too small. */
static const unsigned char WIDTHS[] = {
    32,  40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, /* ' ' to '/' */
    64,  64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53, /* '0' to '?' */
    100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, /* '@' to 'O' */
    60,  79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, /* 'P' to '_' */
    50,  61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, /* '`' to 'o' */
    63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};    /* 'p' to '~' */

double plot_text_em(const char *text, size_t length)
{
    const double column = 0.65; /* of other scripts */
    double width = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >= ' ' && byte <= '~')
            width += WIDTHS[byte - ' '] / 100.0;
        else if (starts_character(text[i]))
            width += byte >= 0xe1 ? 2 * column : column;
    }
    return width;
}
