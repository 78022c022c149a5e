/* Matrices of numbers as tab-separated text, for spreadsheets and plotting programs. */
#ifndef PHATE_STREAM_TSV_H
#define PHATE_STREAM_TSV_H

#include "matrix/matrix.h"
#include "stream/record/record.h"
#include "stream/table/table.h"
#include "stream/writer.h"

/* One line per row. A first line without any number is a heading, and skipped, as are empty lines;
 * lines may end in CR LF. `name` begins the messages. The caller frees m. Fails, naming the line,
 * on ragged lines and on cells that are not a number ("nan" and "inf" are numbers). */
struct error *tsv_parse(struct matrix *m, const char *text, const char *name) MUST_CHECK;

/* One line per row, without a heading; the shortest digits that read back as the same number of
 * `type`. */
struct error *tsv_write_matrix(struct writer *writer, const struct matrix *m,
                               enum phm_type type) MUST_CHECK;

/* A table with its heading, as table_format writes it. */
struct error *tsv_write_table(struct writer *writer, const struct table *t) MUST_CHECK;

/* With a heading: the columns of `rows` (NULL where nothing is known of the rows), then the
 * coordinates x, y, z, or y1, y2, ... where there are more than three, and imaginary_x where the
 * signature (record/signature.h; NULL: none) says so; the coordinates are added to `rows`. Fails
 * where the row counts differ, where `rows` has a column of such a name, and beyond
 * TABLE_COLUMNS_MAX. */
struct error *tsv_write_coords(struct writer *writer, struct table *rows, const struct matrix *m,
                               const char *signature, enum phm_type type) MUST_CHECK;

#endif
