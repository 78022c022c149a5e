#include "stream/record/impl.h"

#include "base/size.h"
#include "stream/record/end.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FROM_LINES_MAX = 64, FROM_LENGTH_MAX = 512 };

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

bool record_is_word(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !memchr("_-.", text[i], 3))
            return false;
    return length > 0;
}

bool record_payload_bytes(const struct record *r, size_t *bytes)
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
    if (strlen(kind) >= sizeof r->kind || !record_is_word(kind, strlen(kind)))
        return error_new("'%s': not a kind: use up to %zu letters, digits, '_', '-' and '.'", kind,
                         sizeof r->kind - 1);
    if (strcmp(kind, END_KIND) == 0)
        return error_new("'%s': the kind of the record that ends a stream: choose another", kind);
    strcpy(r->kind, kind);
    if (type != PHM_TEXT && !record_payload_bytes(r, &r->bytes))
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
    if (!record_payload_bytes(r, &r->bytes))
        return error_new(
            "%s record: a sparse matrix of %zu rows and %zu entries overflows: split it", kind,
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

/* ---- provenance ---- */

void record_make_one_line(char *text)
{
    for (; *text; text++)
        if (iscntrl((unsigned char)*text))
            *text = ' ';
}

static bool utf8_continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The length of the first `room` bytes or fewer, cut between characters. */
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
    record_make_one_line(r->from.at[r->from.count - 1]);
    if (r->from.count > FROM_LINES_MAX) {
        free(r->from.at[1]);
        memmove(&r->from.at[1], &r->from.at[2], (r->from.count - 2) * sizeof *r->from.at);
        r->from.count--;
    }
    return NULL;
}
