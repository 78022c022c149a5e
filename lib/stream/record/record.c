#include "stream/record/record.h"

#include "base/memstream.h"
#include "base/size.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { FROM_LINES_MAX = 64, FROM_LENGTH_MAX = 512, ATTR_LENGTH_MAX = 4096 };

static const char *const type_names[] = {[PHM_F32] = "f32", [PHM_F64] = "f64", [PHM_TEXT] = "text"};

size_t phm_type_size(enum phm_type type)
{
    return type == PHM_F64 ? 8 : type == PHM_F32 ? 4 : 1;
}

const char *phm_type_name(enum phm_type type)
{
    return type_names[type];
}

bool record_is(const struct record *r, const char *kind)
{
    return strcmp(r->kind, kind) == 0;
}

bool record_is_one_of(const struct record *r, const char *const kinds[])
{
    for (size_t i = 0; kinds[i]; i++)
        if (record_is(r, kinds[i]))
            return true;
    return false;
}

/* What a kind and an attribute's key are made of. */
static bool is_word(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !memchr("_-.", text[i], 3))
            return false;
    return length > 0;
}

/* The payload's size by shape, type and layout; false where it overflows. */
static bool payload_bytes(const struct record *r, size_t *bytes)
{
    size_t count, pointers;
    if (r->layout == PHM_CSR)
        return size_add(r->rows, 1, &pointers) && size_add(pointers, r->nonzeros, &pointers) &&
               size_mul(pointers, 8, &pointers) &&
               size_mul(r->nonzeros, phm_type_size(r->type), &count) &&
               size_add(pointers, count, bytes);
    return size_mul(r->rows, r->cols, &count) && size_mul(count, phm_type_size(r->type), bytes);
}

struct error *record_init(struct record *r, const char *kind, enum phm_type type, size_t rows,
                          size_t cols)
{
    *r = (struct record){.type = type, .rows = rows, .cols = cols, .layout = PHM_DENSE};
    if (strlen(kind) >= sizeof r->kind || !is_word(kind, strlen(kind)))
        return error_new("not a kind: '%s': use up to %zu letters, digits, '_', '-' and '.'", kind,
                         sizeof r->kind - 1);
    strcpy(r->kind, kind);
    if (type != PHM_TEXT && !payload_bytes(r, &r->bytes))
        return error_new("%s record: %zu x %zu overflows: split it", kind, rows, cols);
    return NULL;
}

struct error *record_init_panel(struct record *r, const char *kind, enum phm_type type, size_t rows,
                                size_t cols, size_t panel)
{
    struct error *err = record_init(r, kind, type, rows, cols);
    r->layout = PHM_PANEL;
    r->panel = panel;
    return err;
}

struct error *record_init_csr(struct record *r, const char *kind, enum phm_type type, size_t rows,
                              size_t cols, size_t nonzeros)
{
    struct error *err = record_init(r, kind, type, 0, 0);
    if (err)
        return err;
    r->rows = rows;
    r->cols = cols;
    r->layout = PHM_CSR;
    r->nonzeros = nonzeros;
    if (!payload_bytes(r, &r->bytes))
        return error_new("a sparse %s record of %zu rows and %zu entries overflows: split it", kind,
                         rows, nonzeros);
    return NULL;
}

struct error *record_inherit(struct record *r, const struct record *source)
{
    struct error *err;
    TRY(strlist_copy(&r->attrs, &source->attrs));
    TRY(strlist_copy(&r->from, &source->from));
out:
    if (err)
        record_free(r);
    return err;
}

struct error *record_derive(struct record *r, const struct record *source, const char *kind,
                            size_t rows, size_t cols)
{
    struct error *err = record_init(r, kind, PHM_F64, rows, cols);
    return err ? err : record_inherit(r, source);
}

void record_free(struct record *r)
{
    strlist_free(&r->attrs);
    strlist_free(&r->from);
}

/* ---- attributes and provenance ---- */

/* Puts spaces where control characters are: a value is one line. */
static void make_one_line(char *text)
{
    for (; *text; text++)
        if (iscntrl((unsigned char)*text))
            *text = ' ';
}

static size_t attr_find(const struct record *r, const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < r->attrs.count; i++)
        if (strncmp(r->attrs.at[i], key, length) == 0 && r->attrs.at[i][length] == ' ')
            return i;
    return (size_t)-1;
}

const char *record_attr(const struct record *r, const char *key)
{
    size_t i = attr_find(r, key);
    return i == (size_t)-1 ? NULL : r->attrs.at[i] + strlen(key) + 1;
}

struct error *record_attr_set(struct record *r, const char *key, const char *format, ...)
{
    char value[ATTR_LENGTH_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(value, sizeof value, format, args);
    va_end(args);
    if (!is_word(key, strlen(key)))
        return error_new("not an attribute's key: '%s': use letters, digits, '_', '-' and '.'",
                         key);
    if (length < 0 || (size_t)length >= sizeof value)
        return error_new("attribute %s: its value has more than %zu bytes: shorten it", key,
                         sizeof value - 1);
    make_one_line(value);

    size_t i = attr_find(r, key);
    struct error *err = strlist_addf(&r->attrs, "%s %s", key, value);
    if (err || i == (size_t)-1)
        return err;
    free(r->attrs.at[i]);
    r->attrs.at[i] = r->attrs.at[--r->attrs.count];
    return NULL;
}

struct error *record_attrs_copy(struct record *r, const struct record *source)
{
    struct error *err = NULL;
    for (size_t i = 0; i < source->attrs.count; i++) {
        const char *attr = source->attrs.at[i], *space = strchr(attr, ' ');
        char key[PHM_WORD_MAX];
        snprintf(key, sizeof key, "%.*s", (int)(space - attr), attr);
        TRY(record_attr_set(r, key, "%s", space + 1));
    }
out:
    return err;
}

void record_attr_remove(struct record *r, const char *key)
{
    size_t i = attr_find(r, key);
    if (i != (size_t)-1)
        strlist_remove(&r->attrs, i);
}

static bool utf8_continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The first `room` bytes at most, cut between characters. */
static size_t cut_length(const char *text, size_t room)
{
    size_t length = strlen(text);
    if (length <= room)
        return length;
    while (room > 0 && utf8_continues(text[room]))
        room--;
    return room;
}

struct error *record_from_add(struct record *r, const char *line)
{
    size_t length = cut_length(line, FROM_LENGTH_MAX);
    struct error *err =
        strlist_addf(&r->from, "%.*s%s", (int)length, line, line[length] ? " ..." : "");
    if (err)
        return err;
    make_one_line(r->from.at[r->from.count - 1]);
    if (r->from.count > FROM_LINES_MAX) {
        free(r->from.at[1]);
        memmove(&r->from.at[1], &r->from.at[2], (r->from.count - 2) * sizeof *r->from.at);
        r->from.count--;
    }
    return NULL;
}

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

/* A line of spaces, where one is needed, so that with the blank line the length is aligned. */
static void write_padding(FILE *f, size_t length)
{
    size_t short_of = (PHM_ALIGN - (length + 1) % PHM_ALIGN) % PHM_ALIGN;
    if (short_of == 1) /* a line has one space at least: pad by a whole unit more */
        short_of += PHM_ALIGN;
    if (short_of)
        fprintf(f, "%*s\n", (int)short_of - 1, "");
    fputc('\n', f);
}

struct error *record_format(const struct record *r, char **text, size_t *length)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    if (!f)
        return error_memory("a record's header");
    fprintf(f, "phm 1\nkind %s\ntype %s\nshape %zu %zu\n", r->kind, type_names[r->type], r->rows,
            r->cols);
    write_layout(f, r);
    fprintf(f, "bytes %zu\n", r->bytes);
    for (size_t i = 0; i < r->attrs.count; i++)
        fprintf(f, "attr %s\n", r->attrs.at[i]);
    for (size_t i = 0; i < r->from.count; i++)
        fprintf(f, "from %s\n", r->from.at[i]);
    fflush(f);
    fprintf(f, "head %016" PRIx64 "\n", XXH3_64bits(m.text, m.length));
    fflush(f);
    write_padding(f, m.length);
    if (!memstream_close(&m))
        return error_memory("a record's header");
    if (m.length > PHM_HEADER_MAX) {
        free(m.text);
        return error_new("a record's header of %zu bytes is too long: fewer attributes", m.length);
    }
    *text = m.text;
    *length = m.length;
    return NULL;
}

/* ---- parsing ---- */

struct lines {
    const char *start, *at, *end; /* the whole header; where the next line starts; its end */
    size_t number;                /* of the current line, from 1 */
    const char *line;             /* the current one, without its LF */
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

/* The line is shown without control characters: it may be anything, and goes to a terminal. */
static struct error *line_error(const struct lines *l, const char *expected)
{
    char shown[60];
    snprintf(shown, sizeof shown, "%.*s", (int)size_min(l->length, sizeof shown - 1), l->line);
    make_one_line(shown);
    return error_new("header line %zu: expected '%s', got '%s': the stream is damaged or no phm",
                     l->number, expected, shown);
}

/* The rest of the current line after "key ", or NULL where it has another key. */
static const char *line_value(const struct lines *l, const char *key)
{
    size_t length = strlen(key);
    if (l->length <= length || memcmp(l->line, key, length) != 0 || l->line[length] != ' ')
        return NULL;
    return l->line + length + 1;
}

/* Decimal digits up to `end`, or up to a space that more follows; moves *at behind them (and the
 * space). */
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

/* One flipped bit in the LF that stands before the head line would make a '*', a 'J' or 0x8a of it,
 * the head line the end of the line before, and the header one without a checksum. */
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

static struct error *parse_kind(struct record *r, struct lines *l)
{
    const char *value = next_line(l) ? line_value(l, "kind") : NULL;
    size_t length = value ? (size_t)(l->line + l->length - value) : 0;
    if (!value || length >= sizeof r->kind || !is_word(value, length))
        return line_error(l, "kind WORD");
    memcpy(r->kind, value, length);
    r->kind[length] = '\0';
    return NULL;
}

static struct error *parse_type(struct record *r, struct lines *l)
{
    const char *value = next_line(l) ? line_value(l, "type") : NULL;
    size_t length = value ? (size_t)(l->line + l->length - value) : 0;
    for (size_t i = 0; value && i < sizeof type_names / sizeof *type_names; i++)
        if (strlen(type_names[i]) == length && memcmp(value, type_names[i], length) == 0) {
            r->type = (enum phm_type)i;
            return NULL;
        }
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
            return error_new("header: a text record has layout dense: the stream is damaged");
        return NULL;
    }
    if (!payload_bytes(r, &expected))
        return error_new("header: shape %zu %zu overflows: the stream is damaged", r->rows,
                         r->cols);
    if (r->bytes != expected)
        return error_new("header: bytes %zu, but shape, type and layout make %zu: the stream is "
                         "damaged",
                         r->bytes, expected);
    return NULL;
}

/* Attributes, provenance, head checksum, padding; up to the blank line. */
static struct error *parse_rest(struct record *r, struct lines *l)
{
    enum { ATTR, FROM, HEAD, PADDING } reached = ATTR;
    struct error *err = NULL;
    while (next_line(l) && l->length > 0) {
        const char *value;
        size_t length;
        if (reached == ATTR && (value = line_value(l, "attr"))) {
            length = (size_t)(l->line + l->length - value);
            const char *space = memchr(value, ' ', length);
            if (!space || !is_word(value, (size_t)(space - value)) || !is_value(value, length))
                return line_error(l, "attr KEY VALUE");
            err = strlist_add(&r->attrs, value, length);
        } else if (reached <= FROM && (value = line_value(l, "from"))) {
            reached = FROM;
            length = (size_t)(l->line + l->length - value);
            if (!is_value(value, length))
                return line_error(l, "from COMMAND");
            err = strlist_add(&r->from, value, length);
        } else if (reached <= FROM && (value = line_value(l, "head"))) {
            reached = HEAD;
            char head[17];
            snprintf(head, sizeof head, "%016" PRIx64,
                     XXH3_64bits(l->start, (size_t)(l->line - l->start)));
            if (l->line + l->length - value != 16 || memcmp(value, head, 16) != 0)
                return error_new("header checksum: expected %s, got %.*s: the stream is damaged",
                                 head, (int)size_min((size_t)(l->line + l->length - value), 20),
                                 value);
        } else if (reached <= HEAD && strspn(l->line, " ") == l->length) {
            reached = PADDING;
        } else {
            return line_error(l, "attr, from, head, or a blank line");
        }
        if (err)
            return err;
    }
    if (l->length > 0 || l->at != l->end)
        return error_new("header without a blank line at its end: the stream is damaged");
    return NULL;
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
out:
    if (err)
        record_free(r);
    return err;
}
