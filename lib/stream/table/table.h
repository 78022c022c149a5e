/* Row tables: what is known of each snapshot, as columns of text. In a stream a row table is the
 * text payload of a `rows` record: TSV, a heading line, then one line per snapshot. Tabs, newlines,
 * carriage returns and backslashes inside a value are written \t, \n, \r, \\. */
#ifndef PHATE_STREAM_TABLE_TABLE_H
#define PHATE_STREAM_TABLE_TABLE_H

#include "base/error.h"
#include "base/text/strlist.h"

#include <stdbool.h>
#include <stddef.h>

struct table {
    struct strlist columns; /* headings */
    struct strlist cells;   /* rows x columns.count, row after row; "" where nothing is known */
    size_t rows;
};

#define TABLE_NONE ((size_t)-1)
enum { TABLE_COLUMNS_MAX = 4096 };

/* `text` is a whole TSV (stream) or, where `csv`, comma-separated with RFC 4180 quotes. `name`
 * begins the messages. Lines may end in CR LF; a byte order mark is skipped, and so are empty lines
 * in a table of more than one column. Fails on ragged lines, empty or repeated headings, more than
 * TABLE_COLUMNS_MAX columns, stray quotes; then there is nothing to free. */
struct error *table_parse(struct table *t, const char *text, bool csv, const char *name) MUST_CHECK;
/* From a file, which may be a pipe. Where the heading line has no tab, but commas or semicolons,
 * the more frequent of these separates quoted fields. Beyond what table_parse takes, blanks around
 * headings are dropped, and so are empty fields at the ends of lines, and a first column of whole
 * numbers without a heading, or called "Unnamed: 0": the index that pandas writes. JSON is refused
 * with what converts it. */
struct error *table_read(struct table *t, const char *path) MUST_CHECK;
/* The table as TSV; the caller frees *text. */
struct error *table_format(const struct table *t, char **text) MUST_CHECK;
void table_free(struct table *t);

/* The caller frees the copy; on failure nothing is owed. */
struct error *table_copy(struct table *copy, const struct table *t) MUST_CHECK;

size_t table_column(const struct table *t, const char *name);             /* index or TABLE_NONE */
const char *table_cell(const struct table *t, size_t row, size_t column); /* "" of TABLE_NONE */

/* Appends a column of empty cells (or finds the column of that name); its index goes to *column.
 * Fails where `name` is empty, and beyond TABLE_COLUMNS_MAX. */
struct error *table_column_add(struct table *t, const char *name, size_t *column) MUST_CHECK;
/* Appends a row of empty cells. */
struct error *table_row_add(struct table *t) MUST_CHECK;
struct error *table_set(struct table *t, size_t row, size_t column, const char *value) MUST_CHECK;
/* The number with as few digits as tell it from all others. */
struct error *table_set_number(struct table *t, size_t row, size_t column, double value) MUST_CHECK;
struct error *table_set_size(struct table *t, size_t row, size_t column, size_t value) MUST_CHECK;
/* The column of that name, new or old: its cells become the numbers value[0], value[stride],
 * ..., one per row. */
struct error *table_put_numbers(struct table *t, const char *name, const double *value,
                                size_t stride) MUST_CHECK;

/* Removes the rows whose flag is false; `keep` has one flag per row. */
void table_filter(struct table *t, const bool *keep);
void table_column_remove(struct table *t, size_t column);
/* Row i becomes what row order[i] was; `order` is a permutation of the rows. */
struct error *table_reorder(struct table *t, const size_t *order) MUST_CHECK;

/* A cell as a number: false where the cell is empty or not wholly a number ("nan" and "inf" are
 * numbers; spaces around a number do no harm). */
bool table_number(const struct table *t, size_t row, size_t column, double *value);

/* "file, run, step": for messages that list the columns. The caller frees *text. */
struct error *table_headings(const struct table *t, char **text) MUST_CHECK;

#endif
