/* Tables as text: parsed, and written. */
#include "stream/table/text_impl.h"

#include "base/memstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- parsing ---- */

struct parser {
    const char *at; /* the rest of the text */
    const char *name;
    const struct table_syntax *syntax;
    size_t line;   /* the current line, from 1 */
    char *field;   /* room for the longest possible field */
    size_t length; /* of the current field */
};

static bool at_line_end(const char *at)
{
    return *at == '\0' || *at == '\n' || (*at == '\r' && (at[1] == '\n' || at[1] == '\0'));
}

static void skip_line_end(struct parser *p)
{
    if (*p->at == '\r')
        p->at++;
    if (*p->at == '\n')
        p->at++;
    p->line++;
}

static void keep(struct parser *p, char c)
{
    p->field[p->length++] = c;
}

/* A backslash that does not begin an escape stands for itself: people write Windows paths in
 * tables. */
static char unescaped(char c)
{
    return c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == '\\' ? '\\' : '\0';
}

static bool at_field_end(const struct parser *p)
{
    return *p->at == p->syntax->separator || at_line_end(p->at);
}

static void parse_escaped_field(struct parser *p)
{
    while (!at_field_end(p)) {
        char c = *p->at == '\\' ? unescaped(p->at[1]) : '\0';
        keep(p, c ? c : *p->at);
        p->at += c ? 2 : 1;
    }
}

/* p->at is behind the opening quote. */
static struct error *parse_quoted(struct parser *p)
{
    size_t begun = p->line;
    bool closed = false;
    while (*p->at && !closed) {
        if (*p->at == '"' && *++p->at != '"') {
            closed = true;
            continue;
        }
        if (*p->at == '\n')
            p->line++;
        keep(p, *p->at++);
    }
    if (!closed)
        return error_new(
            "%s:%zu: a quote never closes: close it, or double a quote that is part of a value",
            p->name, begun);
    if (!at_field_end(p))
        return error_new(
            "%s:%zu: text after a closing quote: double a quote that is part of a value", p->name,
            p->line);
    return NULL;
}

static struct error *parse_quoted_field(struct parser *p)
{
    if (*p->at == '"') {
        p->at++;
        return parse_quoted(p);
    }
    for (; !at_field_end(p); p->at++) {
        if (*p->at == '"')
            return error_new("%s:%zu: a quote within a value: quote the whole value", p->name,
                             p->line);
        keep(p, *p->at);
    }
    return NULL;
}

/* Appends the fields of one line. */
static struct error *parse_line(struct parser *p, struct strlist *fields)
{
    struct error *err = NULL;
    for (;;) {
        p->length = 0;
        if (p->syntax->quotes)
            TRY(parse_quoted_field(p));
        else
            parse_escaped_field(p);
        TRY(strlist_add(fields, p->field, p->length));
        if (*p->at != p->syntax->separator)
            break;
        p->at++;
    }
    skip_line_end(p);
out:
    return err;
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The first heading that appears twice goes to *twice, which lives as long as the list. */
static struct error *find_repeated(const struct strlist *columns, const char **twice)
{
    char **sorted = malloc(columns->count * sizeof *sorted);
    *twice = NULL;
    if (!sorted)
        return error_memory("a table's headings");
    memcpy(sorted, columns->at, columns->count * sizeof *sorted);
    qsort(sorted, columns->count, sizeof *sorted, compare_strings);
    for (size_t i = 1; i < columns->count && !*twice; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            *twice = sorted[i];
    free(sorted);
    return NULL;
}

/* Takes the blanks around a heading off. */
static void trim(char *text)
{
    size_t leading = strspn(text, " \t"), length = strlen(text + leading);
    memmove(text, text + leading, length + 1);
    while (length > 0 && strchr(" \t", text[length - 1]))
        text[--length] = '\0';
}

/* Removes the last fields from the `least`-th on that are empty. */
static void drop_empty_end(struct strlist *fields, size_t least)
{
    while (fields->count > least && !fields->at[fields->count - 1][0])
        strlist_remove(fields, fields->count - 1);
}

/* Spreadsheets end every line in as many separators as their widest row has. */
static void tidy_headings(struct strlist *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        trim(columns->at[i]);
    drop_empty_end(columns, 1);
}

static struct error *check_headings(const struct strlist *columns, bool foreign, const char *name)
{
    const char *twice;
    if (columns->count > TABLE_COLUMNS_MAX)
        return error_new(
            "%s: %zu columns, where a table of snapshots has at most %d: leave some out", name,
            columns->count, TABLE_COLUMNS_MAX);
    for (size_t i = foreign && columns->count > 1; i < columns->count; i++)
        if (!columns->at[i][0])
            return error_new("%s: column %zu has no heading: give it one", name, i + 1);
    struct error *err = find_repeated(columns, &twice);
    if (!err && twice)
        err = error_new("%s: column %s appears twice: rename one", name, twice);
    return err;
}

static const char *separators(const struct table_syntax *syntax)
{
    return syntax->separator == '\t' ? "tabs" : syntax->separator == ',' ? "commas" : "semicolons";
}

static struct error *parse_rows(struct table *t, struct parser *p)
{
    struct error *err = NULL;
    while (*p->at) {
        size_t before = t->cells.count, line = p->line;
        if (at_line_end(p->at) && t->columns.count > 1) {
            skip_line_end(p);
            continue;
        }
        TRY(parse_line(p, &t->cells));
        if (p->syntax->foreign)
            drop_empty_end(&t->cells, before + t->columns.count);
        size_t fields = t->cells.count - before;
        if (fields != t->columns.count) {
            err = error_new("%s:%zu: %zu fields where the heading has %zu: write one value per "
                            "column, separated by %s",
                            p->name, line, fields, t->columns.count, separators(p->syntax));
            goto out;
        }
        t->rows++;
    }
out:
    return err;
}

struct error *table_parse_as(struct table *t, const char *text, const struct table_syntax *syntax,
                             const char *name)
{
    struct error *err = NULL;
    struct parser p = {.at = text, .name = name, .syntax = syntax, .line = 1};
    *t = (struct table){0};
    p.field = malloc(strlen(text) + 1);
    if (!p.field)
        return error_memory("a table");
    if (at_line_end(p.at)) {
        err = error_new("%s: no heading line: name the columns in the first line", name);
        goto out;
    }
    TRY(parse_line(&p, &t->columns));
    if (syntax->foreign)
        tidy_headings(&t->columns);
    TRY(check_headings(&t->columns, syntax->foreign, name));
    TRY(parse_rows(t, &p));
out:
    free(p.field);
    if (err)
        table_free(t);
    return err;
}

struct error *table_parse(struct table *t, const char *text, bool csv, const char *name)
{
    const struct table_syntax syntax = {.separator = csv ? ',' : '\t', .quotes = csv};
    return table_parse_as(t, text, &syntax, name);
}

/* ---- writing ---- */

static void put_escaped(FILE *f, const char *value)
{
    for (; *value; value++)
        switch (*value) {
        case '\t':
            fputs("\\t", f);
            break;
        case '\n':
            fputs("\\n", f);
            break;
        case '\r':
            fputs("\\r", f);
            break;
        case '\\':
            fputs("\\\\", f);
            break;
        default:
            fputc(*value, f);
        }
}

static void put_line(FILE *f, char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fputc('\t', f);
        put_escaped(f, values[i]);
    }
    fputc('\n', f);
}

struct error *table_format(const struct table *t, char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    size_t columns = t->columns.count;
    *text = NULL;
    if (!f)
        return error_memory("a table's text");
    put_line(f, t->columns.at, columns);
    for (size_t row = 0; row < t->rows; row++)
        put_line(f, t->cells.at + row * columns, columns);
    if (!memstream_close(&m))
        return error_memory("a table's text");
    *text = m.text;
    return NULL;
}

struct error *table_headings(const struct table *t, char **text)
{
    struct memstream m;
    FILE *f = memstream_open(&m);
    *text = NULL;
    if (!f)
        return error_memory("a list of columns");
    for (size_t i = 0; i < t->columns.count; i++)
        fprintf(f, "%s%s", i > 0 ? ", " : "", t->columns.at[i]);
    if (!memstream_close(&m))
        return error_memory("a list of columns");
    *text = m.text;
    return NULL;
}
