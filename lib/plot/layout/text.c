#include "plot/layout/text.h"

#include "base/size.h"
#include "base/text/utf8.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define ELLIPSIS "…"

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
static void write_ascii(FILE *f, char c, enum plot_markup markup)
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

/* Writes the first `length` bytes. */
static void write_characters(FILE *f, const char *text, size_t length, enum plot_markup markup)
{
    const char *end = text + length;
    while (text < end)
        if ((unsigned char)*text >= 0x80)
            text += utf8_put(f, text);
        else
            write_ascii(f, *text++, markup);
}

void plot_quote(FILE *f, const char *text, size_t most)
{
    plot_quote_for(f, text, most, MARKUP_NONE);
}

/* A file's name is bytes, whatever they are. */
void plot_quote_path(FILE *f, const char *path)
{
    if (*path == '|' || *path == '~')
        fputs("'./'.", f);
    fputc('"', f);
    for (; *path; path++)
        write_byte(f, *path);
    fputc('"', f);
}

/* What is left of a text beside an ellipsis: its first bytes, and those from `tail` on. */
struct cut {
    size_t head, tail;
    bool abridged;
};

size_t plot_text_bytes(const char *text, size_t characters)
{
    size_t at = 0;
    for (size_t begun = 0; text[at]; at++)
        if (starts_character(text[at]) && begun++ == characters)
            break;
    return at;
}

/* The ellipsis takes the place of a character. */
static struct cut cut_to(const char *text, size_t most)
{
    size_t count = count_characters(text), head = most / 2;
    if (count <= most)
        return (struct cut){.head = strlen(text), .tail = strlen(text)};
    return (struct cut){.head = plot_text_bytes(text, head),
                        .tail = plot_text_bytes(text, count - (most - head) + 1),
                        .abridged = true};
}

void plot_quote_for(FILE *f, const char *text, size_t most, enum plot_markup markup)
{
    struct cut cut = cut_to(text, most);
    fputc('"', f);
    write_characters(f, text, cut.head, markup);
    fputs(cut.abridged ? ELLIPSIS : "", f);
    write_characters(f, text + cut.tail, strlen(text + cut.tail), markup);
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

/* ---- abridging ---- */

static double cut_width(const char *text, struct cut cut)
{
    return plot_text_em(text, cut.head) +
           (cut.abridged ? plot_text_em(ELLIPSIS, strlen(ELLIPSIS)) : 0) +
           plot_text_em(text + cut.tail, strlen(text + cut.tail));
}

size_t plot_text_most(const char *text, double room)
{
    size_t count = count_characters(text), least = 1, most = size_max(count, 2) - 1;
    if (plot_text_em(text, strlen(text)) <= room)
        return size_max(count, 1);
    while (least < most) {
        size_t middle = least + (most - least + 1) / 2;
        if (cut_width(text, cut_to(text, middle)) <= room)
            least = middle;
        else
            most = middle - 1;
    }
    return least;
}

static struct error *add_cut(struct strlist *shown, const char *before, const char *text,
                             const char *after, double room)
{
    double rest = plot_text_em(before, strlen(before)) + plot_text_em(after, strlen(after));
    struct cut cut = cut_to(text, plot_text_most(text, room - rest));
    return strlist_addf(shown, "%s%.*s%s%s%s", before, (int)cut.head, text,
                        cut.abridged ? ELLIPSIS : "", text + cut.tail, after);
}

struct error *plot_text_abridge(struct strlist *shown, const char *text, double room)
{
    return add_cut(shown, "", text, "", room);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where one word of a name ends and another begins: also at a point, but in a number. */
static bool parts_words(const char *text, size_t i)
{
    if (text[i] == '.')
        return i > 0 && !(is_digit(text[i - 1]) && is_digit(text[i + 1]));
    return text[i] && strchr(" ,;:/_|", text[i]);
}

/* Bytes that all names begin with, up to the end of a word. */
static size_t common_head(const struct strlist *names)
{
    size_t common = 0;
    for (size_t i = 0; names->at[0][i]; i++) {
        for (size_t k = 1; k < names->count; k++)
            if (names->at[k][i] != names->at[0][i])
                return common;
        if (parts_words(names->at[0], i))
            common = i + 1;
    }
    return common;
}

/* Bytes that all names end with, from the beginning of a word on, of which the first `head` are not
 * looked at. */
static size_t common_tail(const struct strlist *names, size_t head)
{
    size_t common = 0;
    for (size_t i = 1; i + head < strlen(names->at[0]); i++) {
        size_t at = strlen(names->at[0]) - i;
        char c = names->at[0][at];
        for (size_t k = 1; k < names->count; k++) {
            size_t length = strlen(names->at[k]);
            if (i + head >= length || names->at[k][length - i] != c)
                return common;
        }
        if (parts_words(names->at[0], at))
            common = i;
    }
    return common;
}

static bool all_fit(const struct strlist *names, double room)
{
    for (size_t k = 0; k < names->count; k++)
        if (plot_text_em(names->at[k], strlen(names->at[k])) > room)
            return false;
    return true;
}

static bool all_differ(const struct strlist *names)
{
    for (size_t k = 1; k < names->count; k++)
        for (size_t i = 0; i < k; i++)
            if (strcmp(names->at[i], names->at[k]) == 0)
                return false;
    return true;
}

/* Whether no other name ends as this one does from its byte `at` on. */
static bool is_only_end(const struct strlist *names, size_t k, size_t at)
{
    const char *end = names->at[k] + at;
    for (size_t i = 0; i < names->count; i++) {
        size_t length = strlen(names->at[i]);
        if (i != k && length >= strlen(end) &&
            strcmp(names->at[i] + length - strlen(end), end) == 0)
            return false;
    }
    return true;
}

/* The `head` bytes that name k loses, and of one that is then too wide as many of its first
 * folders, or modules of a model, as must be: what it is stands at its end. */
static size_t lost_head(const struct strlist *names, size_t k, size_t head, size_t tail,
                        double room)
{
    const char *name = names->at[k];
    size_t end = strlen(name) - tail;
    const double dots = plot_text_em(ELLIPSIS, strlen(ELLIPSIS));
    room -= tail ? dots : 0;
    for (size_t i = head; i + 1 < end; i++) {
        if (plot_text_em(name + head, end - head) + (head ? dots : 0) <= room)
            break;
        if (!strchr("./", name[i]) || !parts_words(name, i))
            continue;
        if (!is_only_end(names, k, i + 1))
            break;
        head = i + 1;
    }
    return head;
}

/* Without the first `head` bytes, or more, and the last `tail`, in whose place is an ellipsis. */
static struct error *add_parts(struct strlist *shown, const struct strlist *names, size_t head,
                               size_t tail, double room)
{
    struct error *err = NULL;
    for (size_t k = 0; k < names->count && !err; k++) {
        struct strlist part = {0};
        size_t lost = lost_head(names, k, head, tail, room);
        err = strlist_add(&part, names->at[k] + lost, strlen(names->at[k]) - lost - tail);
        if (!err)
            err = add_cut(shown, lost ? ELLIPSIS : "", part.at[0], tail ? ELLIPSIS : "", room);
        strlist_free(&part);
    }
    return err;
}

struct error *plot_text_abridge_names(struct strlist *shown, const struct strlist *names,
                                      double room)
{
    struct error *err = NULL;
    struct strlist parts = {0};
    bool whole = all_fit(names, room) || names->count < 2;
    size_t head = whole ? 0 : common_head(names), tail = whole ? 0 : common_tail(names, head);
    room = fmax(room, 1);
    TRY(add_parts(&parts, names, head, tail, room));
    for (; all_differ(names) && !all_differ(&parts); room *= 1.5) {
        strlist_free(&parts);
        TRY(add_parts(&parts, names, head, tail, room));
    }
    for (size_t k = 0; k < parts.count; k++)
        TRY(strlist_add(shown, parts.at[k], strlen(parts.at[k])));
out:
    strlist_free(&parts);
    return err;
}
