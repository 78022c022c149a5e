#include "embedding/picture.h"

#include "base/file/path.h"
#include "gram/snapgram.h"
#include "stream/intake.h"
#include "stream/record/signature.h"
#include "stream/table/column.h"

#include <stdlib.h>
#include <string.h>

struct error *picture_take_signature(struct picture *p, const struct record *coords)
{
    const char *signature;
    struct error *err = signature_of(coords, &signature);
    if (!err && signature && !(p->signature = strdup(signature)))
        err = error_memory("the signature of a picture");
    return err;
}

static struct error *read_coords(struct picture *p, const struct intake *in)
{
    struct error *err = picture_take_signature(p, &in->record);
    return err ? err : reader_matrix(in->reader, &in->record, &p->matrix);
}

static struct error *read_matrix(struct picture *p, const struct intake *in, struct report *report)
{
    const struct record *r = &in->record;
    if (p->matrix.a)
        return error_new("%s: has several records to choose from, the second of kind %s: give one "
                         "alone (phm2npy -n)",
                         reader_name(in->reader), r->kind);
    return record_is(r, "coords") ? read_coords(p, in)
                                  : snapgram_read_distances(in->reader, r, report, &p->matrix);
}

struct error *picture_read(struct picture *p, const char *path, const char *const kinds[],
                           struct report *report)
{
    struct error *err;
    struct intake in = {0};
    bool got;
    *p = (struct picture){.name = path_of_input(path)};
    TRY(intake_open(&in, path, kinds[0], kinds));
    for (;;) {
        TRY(intake_next_wanted(&in, &got));
        if (!got)
            break;
        TRY(read_matrix(p, &in, report));
        p->rows = in.rows;
        in.rows = (struct table){0};
    }
out:
    intake_close(&in);
    if (err)
        picture_free(p);
    return err;
}

void picture_free(struct picture *p)
{
    matrix_free(&p->matrix);
    table_free(&p->rows);
    free(p->signature);
    *p = (struct picture){0};
}

bool picture_has_table(const struct picture *p)
{
    return p->rows.columns.count > 0 && p->rows.rows == p->matrix.rows;
}

/* Whether both tables tell of files; then *row is the first that differs, or TABLE_NONE. */
static bool compare_files(const struct table *a, const struct table *b, size_t *row)
{
    size_t x = table_column(a, "file"), y = table_column(b, "file");
    *row = TABLE_NONE;
    if (x == TABLE_NONE || y == TABLE_NONE || a->rows != b->rows)
        return false;
    for (size_t i = a->rows; i-- > 0;)
        if (strcmp(table_cell(a, i, x), table_cell(b, i, y)) != 0)
            *row = i;
    return true;
}

bool picture_same_files(const struct picture *a, const struct picture *b)
{
    size_t row;
    return compare_files(&a->rows, &b->rows, &row) && row == TABLE_NONE;
}

struct error *picture_check_rows(const struct picture *p, const struct picture *coords,
                                 const char *remedy)
{
    size_t row;
    char there[COLUMN_ROW_NAME_MAX], here[COLUMN_ROW_NAME_MAX];
    if (!compare_files(&p->rows, &coords->rows, &row) || row == TABLE_NONE)
        return NULL;
    column_row_name(&p->rows, row, there);
    column_row_name(&coords->rows, row, here);
    return error_new("%s: row %zu: %s here, but %s in the table of the coords: give coordinates of "
                     "the same snapshots%s",
                     p->name, row, there, here, remedy);
}
