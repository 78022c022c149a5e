/* A record's header as text: written, and parsed. */
#include "stream/record/impl.h"

#include "base/memstream.h"
#include "base/size.h"
#include "stream/record/digest.h"
#include "stream/record/end.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

static void write_layout(FILE *f, const struct record *r)
{
    if (r->layout == PHM_PANEL)
        fprintf(f, "layout panel %zu\n", r->panel);
    else if (r->layout == PHM_CSR)
        fprintf(f, "layout csr %zu\n", r->nonzeros);
    else
        fputs("layout dense\n", f);
}

/* Writes a line of spaces, where one is needed, that brings the length, with the blank line, to a
 * multiple of PHM_ALIGN. */
static void write_padding(FILE *f, size_t length)
{
    size_t short_of = (PHM_ALIGN - (length + 1) % PHM_ALIGN) % PHM_ALIGN;
    if (short_of == 1) /* a line has at least one space: pad by one more unit */
        short_of += PHM_ALIGN;
    if (short_of)
        fprintf(f, "%*s\n", (int)short_of - 1, "");
    fputc('\n', f);
}

struct error *record_format(const struct record *r, char **text, size_t *length)
{
    struct memstream m;
    char head[DIGEST_TEXT];
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a record's header");
    fprintf(f, "phm 1\nkind %s\ntype %s\nshape %zu %zu\n", r->kind, phm_type_name(r->type), r->rows,
            r->cols);
    write_layout(f, r);
    fprintf(f, "bytes %zu\n", r->bytes);
    for (size_t i = 0; i < r->attrs.count; i++)
        fprintf(f, "attr %s\n", r->attrs.at[i]);
    if (r->promises_end)
        fputs("attr " END_PROMISE_KEY " " END_PROMISE_VALUE "\n", f);
    for (size_t i = 0; i < r->from.count; i++)
        fprintf(f, "from %s\n", r->from.at[i]);
    fflush(f);
    digest_format(false, m.text, m.length, head);
    fprintf(f, "head %s\n", head);
    fflush(f);
    write_padding(f, m.length);
    if (!memstream_close(&m))
        return error_memory("a record's header");
    if (m.length > PHM_HEADER_MAX) {
        free(m.text);
        return error_new("%s record: a header of %zu bytes is too long: set fewer attributes",
                         r->kind, m.length);
    }
    *text = m.text;
    *length = m.length;
    return NULL;
}

/* ---- parsing ---- */

struct lines {
    const char *start, *at, *end; /* the whole header; where the next line starts; its end */
    size_t number;                /* of the current line, from 1 */
    const char *line;             /* the current line, without its LF */
    size_t length;
};

static bool next_line(struct lines *l)
{
    const char *newline = l->at < l->end ? memchr(l->at, '\n', (size_t)(l->end - l->at)) : NULL;
    if (!newline)
        return false;
    l->line = l->at;
    l->length = (size_t)(newline - l->at);
    l->at = newline + 1;
    l->number++;
    return true;
}

/* Control characters are not shown: the line may hold anything, and goes to a terminal. */
static struct error *line_error(const struct lines *l, const char *expected)
{
    char shown[60];
    snprintf(shown, sizeof shown, "%.*s", (int)size_min(l->length, sizeof shown - 1), l->line);
    record_make_one_line(shown);
    return error_new(
        "header line %zu: expected '%s', got '%s': damaged, or not phm: is it the right file?",
        l->number, expected, shown);
}

/* The rest of the current line after "key ", or NULL where the line has another key. */
static const char *line_value(const struct lines *l, const char *key)
{
    size_t length = strlen(key);
    if (l->length <= length || memcmp(l->line, key, length) != 0 || l->line[length] != ' ')
        return NULL;
    return l->line + length + 1;
}

/* Takes decimal digits up to `end`, or up to a space with more behind it; moves *at behind the
 * digits (and the space). */
static bool take_size(const char **at, const char *end, size_t *size)
{
    const char *start = *at, *p = start;
    size_t value = 0;
    for (; p < end && isdigit((unsigned char)*p); p++)
        if (!size_mul(value, 10, &value) || !size_add(value, (size_t)(*p - '0'), &value))
            return false;
    if (p == start || (*start == '0' && p > start + 1))
        return false;
    if (p < end && (*p != ' ' || p + 1 == end))
        return false;
    *at = p < end ? p + 1 : p;
    *size = value;
    return true;
}

static bool is_printable(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (iscntrl((unsigned char)text[i]))
            return false;
    return length > 0;
}

/* One flipped bit in the LF before the head line turns it into '*', 'J' or 0x8a: then the head line
 * would be the end of the line before, and the header one without a checksum. */
static bool has_swallowed_head(const char *text, size_t length)
{
    static const char damaged_lf[] = {'\n' ^ 0x20, '\n' ^ 0x40, (char)('\n' ^ 0x80)};
    enum { DIGITS = 16, TAIL = 1 + 5 + DIGITS };
    const char *tail = text + length - size_min(length, TAIL);
    return length >= TAIL && memchr(damaged_lf, tail[0], sizeof damaged_lf) &&
           memcmp(tail + 1, "head ", 5) == 0 &&
           strspn(tail + 6, "0123456789abcdef") == DIGITS; /* an LF follows */
}

static bool is_value(const char *text, size_t length)
{
    return is_printable(text, length) && !has_swallowed_head(text, length);
}

/* "knnaff failed": so phatetools ends the stream of a stage that fails. */
static bool tells_failure(const struct lines *l)
{
    static const char end[] = " failed";
    size_t length = strlen(end), name = l->length > length ? l->length - length : 0;
    return name > 0 && memcmp(l->line + name, end, length) == 0 && record_is_word(l->line, name);
}

static struct error *parse_kind(struct record *r, struct lines *l)
{
    const char *value = next_line(l) ? line_value(l, "kind") : NULL;
    size_t length = value ? (size_t)(l->line + l->length - value) : 0;
    if (!value || length >= sizeof r->kind || !record_is_word(value, length)) {
        if (tells_failure(l))
            return error_new("%.*s: see what it says", (int)l->length, l->line);
        return line_error(l, "kind WORD");
    }
    memcpy(r->kind, value, length);
    r->kind[length] = '\0';
    return NULL;
}

static struct error *parse_type(struct record *r, struct lines *l)
{
    const char *value = next_line(l) ? line_value(l, "type") : NULL;
    size_t length = value ? (size_t)(l->line + l->length - value) : 0;
    if (value && phm_type_parse(&r->type, value, length))
        return NULL;
    return line_error(l, "type f32|f64|text");
}

static struct error *parse_shape(struct record *r, struct lines *l)
{
    const char *value = next_line(l) ? line_value(l, "shape") : NULL, *end = l->line + l->length;
    if (!value || !take_size(&value, end, &r->rows) || !take_size(&value, end, &r->cols) ||
        value != end)
        return line_error(l, "shape ROWS COLUMNS");
    return NULL;
}

static struct error *parse_layout(struct record *r, struct lines *l)
{
    static const char expected[] = "layout dense|panel WIDTH|csr NONZEROS";
    const char *value = next_line(l) ? line_value(l, "layout") : NULL, *end = l->line + l->length;
    if (!value)
        return line_error(l, expected);
    size_t length = (size_t)(end - value);
    if (length == 5 && memcmp(value, "dense", 5) == 0) {
        r->layout = PHM_DENSE;
        return NULL;
    }
    if (length > 6 && memcmp(value, "panel ", 6) == 0) {
        r->layout = PHM_PANEL;
        value += 6;
        if (take_size(&value, end, &r->panel) && value == end && r->panel > 0)
            return NULL;
    } else if (length > 4 && memcmp(value, "csr ", 4) == 0) {
        r->layout = PHM_CSR;
        value += 4;
        if (take_size(&value, end, &r->nonzeros) && value == end)
            return NULL;
    }
    return line_error(l, expected);
}

static struct error *parse_bytes(struct record *r, struct lines *l)
{
    const char *value = next_line(l) ? line_value(l, "bytes") : NULL, *end = l->line + l->length;
    size_t expected;
    if (!value || !take_size(&value, end, &r->bytes) || value != end)
        return line_error(l, "bytes COUNT");
    if (r->type == PHM_TEXT) {
        if (r->layout != PHM_DENSE)
            return error_new(
                "header: the layout of text is not dense: damaged: write or copy the stream "
                "again");
        return NULL;
    }
    if (!record_payload_bytes(r, &expected))
        return error_new("header: shape %zu %zu overflows: damaged: write or copy the stream again",
                         r->rows, r->cols);
    if (r->bytes != expected)
        return error_new(
            "header: bytes %zu, but shape, type and layout make %zu: damaged: write or "
            "copy the stream again",
            r->bytes, expected);
    return NULL;
}

static struct error *parse_attr(struct record *r, const struct lines *l, const char *value)
{
    size_t length = (size_t)(l->line + l->length - value);
    const char *space = memchr(value, ' ', length);
    if (!space || !record_is_word(value, (size_t)(space - value)) || !is_value(value, length))
        return line_error(l, "attr KEY VALUE");
    return strlist_add(&r->attrs, value, length);
}

static struct error *parse_head(struct record *r, const struct lines *l, const char *value)
{
    size_t length = (size_t)(l->line + l->length - value);
    char head[DIGEST_TEXT];
    r->crc32 = length == DIGEST_CRC32_DIGITS;
    digest_format(r->crc32, l->start, (size_t)(l->line - l->start), head);
    if (length == strlen(head) && memcmp(value, head, length) == 0)
        return NULL;
    return error_new("header: checksum %s expected, got %.*s: damaged: write or copy the stream "
                     "again",
                     head, (int)size_min(length, 20), value);
}

/* Parses attributes, provenance, head checksum and padding, up to the blank line. */
static struct error *parse_rest(struct record *r, struct lines *l)
{
    enum { ATTR, FROM, HEAD, PADDING } reached = ATTR;
    struct error *err = NULL;
    while (next_line(l) && l->length > 0) {
        const char *value;
        size_t length;
        if (reached == ATTR && (value = line_value(l, "attr"))) {
            err = parse_attr(r, l, value);
        } else if (reached <= FROM && (value = line_value(l, "from"))) {
            reached = FROM;
            length = (size_t)(l->line + l->length - value);
            if (!is_value(value, length))
                return line_error(l, "from COMMAND");
            err = strlist_add(&r->from, value, length);
        } else if (reached <= FROM && (value = line_value(l, "head"))) {
            reached = HEAD;
            err = parse_head(r, l, value);
        } else if (reached <= HEAD && strspn(l->line, " ") == l->length) {
            reached = PADDING;
        } else {
            return line_error(l, "attr, from, head, or a blank line");
        }
        if (err)
            return err;
    }
    if (l->length > 0 || l->at != l->end)
        return error_new(
            "header: no blank line at its end: damaged: write or copy the stream again");
    return NULL;
}

/* Takes the promise of an end record out of the attributes. */
static struct error *take_promise(struct record *r)
{
    const char *value = record_attr(r, END_PROMISE_KEY);
    struct error *err = value ? record_promise_end(r, value) : NULL;
    record_attr_remove(r, END_PROMISE_KEY);
    return error_prefix(err, "header");
}

struct error *record_parse(struct record *r, const char *text, size_t length)
{
    struct error *err = NULL;
    struct lines l = {.start = text, .at = text, .end = text + length, .line = text};
    *r = (struct record){0};
    if (!next_line(&l) || l.length != 5 || memcmp(l.line, "phm 1", 5) != 0) {
        err = line_error(&l, "phm 1");
        goto out;
    }
    TRY(parse_kind(r, &l));
    TRY(parse_type(r, &l));
    TRY(parse_shape(r, &l));
    TRY(parse_layout(r, &l));
    TRY(parse_bytes(r, &l));
    TRY(parse_rest(r, &l));
    TRY(record_check_keys(r));
    TRY(take_promise(r));
out:
    if (err)
        record_free(r);
    return err;
}
