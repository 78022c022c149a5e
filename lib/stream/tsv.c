#include "stream/tsv.h"

#include "base/size.h"
#include "base/text/decimal.h"
#include "stream/record/signature.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

/* The rest of a text, line by line. */
struct text_lines {
    const char *next;       /* where the next line starts */
    const char *line, *end; /* the current line, without its LF or CR LF */
    size_t number;          /* from 1 */
};

/* Moves to the next line that is not empty. */
static bool next_line(struct text_lines *t)
{
    do {
        if (!*t->next)
            return false;
        size_t length = strcspn(t->next, "\n");
        t->line = t->next;
        t->next += length + (t->next[length] == '\n');
        t->end = t->line + length - (length > 0 && t->line[length - 1] == '\r');
        t->number++;
    } while (t->end == t->line);
    return true;
}

static const char *cell_end(const char *cell, const char *line_end)
{
    const char *tab = memchr(cell, '\t', (size_t)(line_end - cell));
    return tab ? tab : line_end;
}

static size_t count_cells(const struct text_lines *t)
{
    size_t cells = 1;
    for (const char *at = t->line; (at = cell_end(at, t->end)) < t->end; at++)
        cells++;
    return cells;
}

/* Whether the cell is one number, possibly with spaces around it. */
static bool parse_cell(const char *cell, const char *end, double *value)
{
    char *after;
    cell += strspn(cell, " ");
    if (cell >= end || isspace((unsigned char)*cell)) /* strtod would continue into the next cell */
        return false;
    *value = strtod(cell, &after);
    return after > cell && after + strspn(after, " ") == end;
}

static bool is_heading(const struct text_lines *t)
{
    double value;
    const char *at = t->line;
    for (size_t cells = count_cells(t); cells > 0; cells--) {
        const char *end = cell_end(at, t->end);
        if (parse_cell(at, end, &value))
            return false;
        at = end + 1;
    }
    return true;
}

/* Returns the text below the heading, if it has one; counts its rows and columns. */
static struct text_lines measure(const char *text, size_t *rows, size_t *cols)
{
    struct text_lines body = {.next = text}, t = body;
    *rows = *cols = 0;
    if (next_line(&t) && is_heading(&t))
        body = t;
    t = body;
    for (; next_line(&t); ++*rows)
        if (*rows == 0)
            *cols = count_cells(&t);
    return body;
}

static struct error *parse_row(const struct text_lines *t, double *row, size_t cols,
                               const char *name)
{
    size_t cells = count_cells(t);
    if (cells != cols)
        return error_new("%s:%zu: %zu columns where the lines above have %zu: separate numbers by "
                         "tabs, as many in each line",
                         name, t->number, cells, cols);
    const char *at = t->line;
    for (size_t j = 0; j < cols; j++) {
        const char *end = cell_end(at, t->end);
        if (!parse_cell(at, end, &row[j]))
            return error_new(
                "%s:%zu: column %zu: '%.*s' is not a number: write nan where there is none", name,
                t->number, j + 1, (int)size_min((size_t)(end - at), 40), at);
        at = end + 1;
    }
    return NULL;
}

struct error *tsv_parse(struct matrix *m, const char *text, const char *name)
{
    struct error *err;
    size_t rows, cols;
    struct text_lines t = measure(text, &rows, &cols);
    *m = (struct matrix){0};
    if (rows == 0)
        return error_new("%s: no numbers: write one line per row, numbers separated by tabs", name);
    TRY(matrix_new(m, rows, cols));
    for (size_t i = 0; next_line(&t); i++)
        TRY(parse_row(&t, m->a + i * cols, cols, name));
out:
    if (err)
        matrix_free(m);
    return err;
}

/* ---- writing ---- */

static size_t format_number(char text[DECIMAL_ROOM], double value, enum phm_type type)
{
    return type == PHM_F32 ? decimal_f32(text, (float)value) : decimal_f64(text, value);
}

struct error *tsv_write_matrix(struct writer *writer, const struct matrix *m, enum phm_type type)
{
    struct error *err = NULL;
    char cell[DECIMAL_ROOM + 1];
    size_t rows = m->cols > 0 ? m->rows : 0; /* without columns a header may claim any number */
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < m->cols; j++) {
            size_t length = format_number(cell, m->a[i * m->cols + j], type);
            cell[length] = j + 1 < m->cols ? '\t' : '\n';
            TRY(writer_raw(writer, cell, length + 1));
        }
out:
    return err;
}

enum { AXIS_ROOM = 40 };

static void axis_name(char name[AXIS_ROOM], size_t axis, size_t axes, const char *signature)
{
    const char *kind = signature_is_imaginary(signature, axis) ? "imaginary_" : "";
    if (axes <= 3)
        snprintf(name, AXIS_ROOM, "%s%c", kind, "xyz"[axis]);
    else
        snprintf(name, AXIS_ROOM, "%sy%zu", kind, axis + 1);
}

static struct error *add_axis(struct table *rows, const struct matrix *m, const char *signature,
                              size_t axis, enum phm_type type)
{
    struct error *err;
    char name[AXIS_ROOM], cell[DECIMAL_ROOM];
    size_t column;
    axis_name(name, axis, m->cols, signature);
    if (table_column(rows, name) != TABLE_NONE)
        return error_new("column %s: appears twice, in the row table and as a coordinate: rename "
                         "it in the row table",
                         name);
    TRY(table_column_add(rows, name, &column));
    for (size_t i = 0; i < m->rows; i++) {
        format_number(cell, m->a[i * m->cols + axis], type);
        TRY(table_set(rows, i, column, cell));
    }
out:
    return err;
}

struct error *tsv_write_table(struct writer *writer, const struct table *t)
{
    struct error *err;
    char *text = NULL;
    TRY(table_format(t, &text));
    TRY(writer_raw(writer, text, strlen(text)));
out:
    free(text);
    return err;
}

static struct error *write_with_rows(struct writer *writer, struct table *rows,
                                     const struct matrix *m, const char *signature,
                                     enum phm_type type)
{
    struct error *err = NULL;
    if (rows->rows != m->rows)
        return error_new("%zu coordinates for %zu rows: give the row table of the same snapshots",
                         m->rows, rows->rows);
    for (size_t axis = 0; axis < m->cols; axis++)
        TRY(add_axis(rows, m, signature, axis, type));
    TRY(tsv_write_table(writer, rows));
out:
    return err;
}

struct error *tsv_write_coords(struct writer *writer, struct table *rows, const struct matrix *m,
                               const char *signature, enum phm_type type)
{
    struct error *err = NULL;
    char name[AXIS_ROOM];
    if (m->cols > TABLE_COLUMNS_MAX)
        return error_new(
            "coordinates of %zu dimensions: a table has at most %d columns: use phm2npy", m->cols,
            TABLE_COLUMNS_MAX);
    if (rows)
        return write_with_rows(writer, rows, m, signature, type);
    for (size_t axis = 0; axis < m->cols; axis++) {
        axis_name(name, axis, m->cols, signature);
        TRY(writer_raw(writer, name, strlen(name)));
        TRY(writer_raw(writer, axis + 1 < m->cols ? "\t" : "\n", 1));
    }
    TRY(tsv_write_matrix(writer, m, type));
out:
    return err;
}
