/* Text in a gnuplot script. */
#include "base/text/printable.h"
#include "plot/layout/text_impl.h"

#include <string.h>

/* Octal escapes are read after quotes, backquotes, macros, braces and comments are looked for. */
static void write_byte(FILE *f, char c)
{
    static const char harmless[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                   " _-+=.,:;/()<>%[]*|?";
    if (strchr(harmless, c))
        fputc(c, f);
    else
        fprintf(f, "\\%03o", (unsigned char)c);
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

static void write_ascii(FILE *f, char c, enum plot_markup markup)
{
    const char *tex = markup == MARKUP_TEX ? tex_of(c) : NULL;
    if (!tex)
        write_byte(f, c);
    for (; tex && *tex; tex++)
        write_byte(f, *tex);
}

static void write_escape(FILE *f, char byte, enum plot_markup markup)
{
    char escape[PRINTABLE_ESCAPE];
    printable_escape(byte, escape);
    for (size_t i = 0; escape[i]; i++)
        write_ascii(f, escape[i], markup);
}

/* Writes the first `length` bytes. */
static void write_characters(FILE *f, const char *text, size_t length, enum plot_markup markup)
{
    for (size_t i = 0; i < length; i += plot_text_step(text + i)) {
        size_t bytes = text_character(text + i);
        if (bytes == 0)
            write_escape(f, text[i], markup);
        else if (bytes == 1)
            write_ascii(f, text[i], markup);
        else
            fwrite(text + i, 1, bytes, f);
    }
}

void plot_quote(FILE *f, const char *text, size_t most)
{
    plot_quote_for(f, text, most, MARKUP_NONE);
}

/* A file's name is bytes, whatever they are: gnuplot makes them of the escapes. */
void plot_quote_path(FILE *f, const char *path)
{
    if (*path == '|' || *path == '~')
        fputs("'./'.", f);
    fputc('"', f);
    for (; *path; path += plot_text_step(path)) {
        size_t bytes = text_character(path);
        if (bytes > 1)
            fwrite(path, 1, bytes, f);
        else
            write_byte(f, *path);
    }
    fputc('"', f);
}

void plot_quote_for(FILE *f, const char *text, size_t most, enum plot_markup markup)
{
    struct cut cut = text_cut(text, most);
    fputc('"', f);
    write_characters(f, text, cut.head, markup);
    fputs(cut.abridged ? ELLIPSIS : "", f);
    write_characters(f, text + cut.tail, strlen(text + cut.tail), markup);
    fputc('"', f);
}
