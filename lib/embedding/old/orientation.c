#include "embedding/old/orientation.h"

#include "embedding/superposition.h"
#include "run/rows/row_match.h"
#include "stream/intake.h"

#include <stdlib.h>
#include <string.h>

struct error *orientation_read(struct orientation *o, const char *path)
{
    static const char *const wanted[] = {"coords", NULL};
    struct error *err;
    struct intake in = {0};
    bool got;
    *o = (struct orientation){.path = strdup(path)};
    if (!o->path)
        return error_memory("a file name");
    TRY(intake_open(&in, path, wanted[0], wanted));
    TRY(intake_next_wanted(&in, &got));
    TRY(reader_matrix(in.reader, &in.record, &o->coords));
    o->rows = in.rows;
    in.rows = (struct table){0};
    TRY(intake_finish(&in));
out:
    intake_close(&in);
    if (err)
        orientation_free(o);
    return err;
}

void orientation_free(struct orientation *o)
{
    free(o->path);
    table_free(&o->rows);
    matrix_free(&o->coords);
    *o = (struct orientation){0};
}

struct error *orientation_turn(const struct orientation *o, const struct table *rows,
                               struct matrix *points, struct report *report)
{
    struct error *err;
    struct row_match match = {0};
    if (points->cols != o->coords.cols)
        return error_new("%s: has %zu dimensions, the picture %zu: give one of as many (mds -d)",
                         o->path, o->coords.cols, points->cols);
    const struct table *known = o->rows.columns.count ? &o->rows : NULL;
    TRY(row_match_find(&match, rows->columns.count ? rows : NULL, points->rows, known,
                       o->coords.rows, NULL, NULL));
    TRY(superposition_lay(points, match.a, &o->coords, match.b, match.count));
    if (match.count < o->coords.rows)
        report_line(report, REPORT_NOTE, "%s: the picture has %zu of its %zu snapshots", o->path,
                    match.count, o->coords.rows);
out:
    row_match_free(&match);
    return error_prefix(err, "--like");
}
