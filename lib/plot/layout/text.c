#include "plot/layout/text_impl.h"

#include "base/size.h"
#include "base/text/printable.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

size_t text_character(const char *text)
{
    return printable_character(text, strnlen(text, 4));
}

size_t plot_text_step(const char *text)
{
    return size_max(text_character(text), 1);
}

static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text += plot_text_step(text))
        count++;
    return count;
}

size_t plot_text_bytes(const char *text, size_t characters)
{
    size_t at = 0;
    for (; text[at] && characters > 0; characters--)
        at += plot_text_step(text + at);
    return at;
}

struct cut text_cut(const char *text, size_t most)
{
    size_t count = count_characters(text), head = most / 2;
    if (count <= most)
        return (struct cut){.head = strlen(text), .tail = strlen(text)};
    return (struct cut){.head = plot_text_bytes(text, head),
                        .tail = plot_text_bytes(text, count - (most - head) + 1),
                        .abridged = true};
}

/* From Hangul Jamo (U+1100) on, most scripts are set in full-width characters; their first UTF-8
 * byte is 0xe1 or more. Good enough to leave room for a legend. */
static bool is_wide(const char *text)
{
    return (unsigned char)*text >= 0xe1;
}

size_t plot_text_width(const char *text)
{
    size_t width = 0;
    for (; *text; text += plot_text_step(text)) {
        char escape[PRINTABLE_ESCAPE];
        printable_escape(*text, escape);
        width += text_character(text) == 0 ? strlen(escape) : is_wide(text) ? 2 : 1;
    }
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

static double ascii_em(char c)
{
    return WIDTHS[c - ' '] / 100.0;
}

static double escape_em(char byte)
{
    char escape[PRINTABLE_ESCAPE];
    double width = 0;
    printable_escape(byte, escape);
    for (size_t i = 0; escape[i]; i++)
        width += ascii_em(escape[i]);
    return width;
}

double plot_text_em(const char *text, size_t length)
{
    const double column = 0.65; /* of other scripts */
    double width = 0;
    for (size_t i = 0; i < length; i += plot_text_step(text + i)) {
        size_t bytes = text_character(text + i);
        if (bytes == 0)
            width += escape_em(text[i]);
        else if (bytes == 1)
            width += ascii_em(text[i]);
        else
            width += is_wide(text + i) ? 2 * column : column;
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
        if (cut_width(text, text_cut(text, middle)) <= room)
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
    struct cut cut = text_cut(text, plot_text_most(text, room - rest));
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

/* Without the first `head` bytes, or more where they do not fit in `room`, and the last `tail`, in
 * whose place is an ellipsis; at most `most` wide. */
static struct error *add_parts(struct strlist *shown, const struct strlist *names, size_t head,
                               size_t tail, double room, double most)
{
    struct error *err = NULL;
    for (size_t k = 0; k < names->count && !err; k++) {
        struct strlist part = {0};
        size_t lost = lost_head(names, k, head, tail, room);
        err = strlist_add(&part, names->at[k] + lost, strlen(names->at[k]) - lost - tail);
        if (!err)
            err = add_cut(shown, lost ? ELLIPSIS : "", part.at[0], tail ? ELLIPSIS : "", most);
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
    TRY(add_parts(&parts, names, head, tail, room, room));
    for (double most = fmax(room, 1); all_differ(names) && !all_differ(&parts); most *= 1.5) {
        strlist_free(&parts);
        TRY(add_parts(&parts, names, head, tail, room, most));
    }
    for (size_t k = 0; k < parts.count; k++)
        TRY(strlist_add(shown, parts.at[k], strlen(parts.at[k])));
out:
    strlist_free(&parts);
    return err;
}
