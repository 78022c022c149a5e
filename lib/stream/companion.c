#include "stream/companion.h"

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

struct error *companion_take(struct companion *c, const struct intake *in)
{
    struct error *err;
    const struct record *r = &in->record;
    companion_free(c);
    TRY(record_derive(&c->record, r, r->kind, r->rows, r->cols));
    TRY(reader_matrix(in->reader, r, &c->m));
    TRY(list_files(in, r->rows, &c->files));
    c->rows_number = in->rows_number;
out:
    if (err)
        companion_free(c);
    return err;
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
    if (c->m.rows != r->rows)
        TRY(error_new("%zu rows, but %s of %zu rows after them: give the distances of the same "
                      "snapshots",
                      c->m.rows, r->kind, r->rows));
    if (c->rows_number != in->rows_number) {
        TRY(list_files(in, r->rows, &files));
        TRY(compare_files(&c->files, &files));
    }
out:
    strlist_free(&files);
    return err;
}
