#include "stream/companion.h"

#include "base/size.h"
#include "matrix/check.h"

#include <string.h>

bool companion_is_of_distances(const struct record *r)
{
    const char *of = record_attr(r, "of");
    return of && ((record_is(r, "distance") && strcmp(of, "snapshots") == 0) ||
                  (record_is(r, "snapshots") && strcmp(of, "points") == 0));
}

void companion_free(struct companion *c)
{
    record_free(&c->record);
    matrix_free(&c->m);
    row_store_free(&c->points);
    strlist_free(&c->files);
    *c = (struct companion){0};
}

bool companion_is_known(const struct companion *c)
{
    return *c->record.kind != '\0';
}

/* The column `file` of the row table at hand, where it is of so many rows. */
static struct error *list_files(const struct intake *in, size_t rows, struct strlist *files)
{
    struct error *err = NULL;
    size_t column = table_column(&in->rows, "file");
    if (column == TABLE_NONE || in->rows.rows != rows)
        return NULL;
    for (size_t i = 0; i < rows; i++) {
        const char *file = table_cell(&in->rows, i, column);
        TRY(strlist_add(files, file, strlen(file)));
    }
out:
    return err;
}

static bool has_points(const struct record *r)
{
    return record_is(r, "snapshots");
}

struct error *companion_take(struct companion *c, const struct intake *in)
{
    enum { POINTS_IN_MEMORY = 64 << 20 };
    struct error *err;
    const struct record *r = &in->record;
    companion_free(c);
    TRY(record_derive(&c->record, r, r->kind, r->rows, r->cols));
    if (has_points(r))
        TRY(row_store_take(&c->points, in->reader, r, POINTS_IN_MEMORY));
    else
        TRY(reader_matrix(in->reader, r, &c->m));
    TRY(list_files(in, r->rows, &c->files));
    c->rows_number = in->rows_number;
out:
    if (err)
        companion_free(c);
    return err;
}

static struct error *write_points(const struct row_store *points, const struct record *r,
                                  struct writer *out)
{
    enum { NUMBERS = 1 << 20 };
    struct error *err;
    struct matrix rows;
    size_t n = points->rows, cols = points->cols;
    size_t step = size_min(size_max(1, NUMBERS / size_max(cols, 1)), n);
    TRY(matrix_new(&rows, step, cols));
    TRY(writer_begin(out, r));
    for (size_t first = 0, count; first < n; first += count) {
        count = size_min(step, n - first);
        TRY(row_store_read_wide(points, first, count, rows.a));
        TRY(writer_data(out, rows.a, count * cols * sizeof *rows.a));
    }
    TRY(writer_end(out));
out:
    matrix_free(&rows);
    return err;
}

struct error *companion_write(const struct companion *c, struct writer *out)
{
    return has_points(&c->record) ? write_points(&c->points, &c->record, out)
                                  : writer_matrix(out, &c->record, &c->m);
}

static struct error *compare_files(const struct strlist *a, const struct strlist *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->at[i], b->at[i]) != 0)
            return error_new("row %zu: %s in the row table before them, but %s now: give the "
                             "distances of the same snapshots in the same order",
                             i, a->at[i], b->at[i]);
    return NULL;
}

struct error *companion_check_rows(const struct companion *c, const struct intake *in)
{
    struct error *err = NULL;
    struct strlist files = {0};
    const struct record *r = &in->record;
    if (record_is(&c->record, "distance"))
        TRY(matrix_check_shape(c->m.rows, c->m.cols, "distance"));
    if (c->record.rows != r->rows)
        TRY(error_new("%zu rows, but %s of %zu rows after them: give the distances of the same "
                      "snapshots",
                      c->record.rows, r->kind, r->rows));
    if (c->rows_number != in->rows_number) {
        TRY(list_files(in, r->rows, &files));
        TRY(compare_files(&c->files, &files));
    }
out:
    strlist_free(&files);
    return err;
}
