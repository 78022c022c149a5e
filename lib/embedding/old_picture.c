#include "embedding/old_picture.h"

#include "gram/snapgram.h"

#include <stdlib.h>

/* ---- reading ---- */

static struct error *read_first(struct old_picture *old, struct intake *in)
{
    struct error *err;
    bool got;
    TRY(intake_next_wanted(in, &got));
    TRY(reader_matrix(in->reader, &in->record, &old->coords));
    TRY(placement_read(&old->placement, &in->record));
    TRY(record_derive(&old->record, &in->record, "coords", in->record.rows, in->record.cols));
    old->rows = in->rows;
    in->rows = (struct table){0};
out:
    return err;
}

struct error *old_picture_read(struct old_picture *old, const char *path)
{
    static const char *const wanted[] = {"coords", NULL};
    struct error *err;
    struct intake in = {0};
    *old = (struct old_picture){0};
    TRY(intake_open(&in, path, wanted[0], wanted));
    TRY(read_first(old, &in));
    if (old->rows.rows != old->coords.rows)
        err = error_new("%s: %zu points, but a row table of %zu snapshots: give --onto the stream "
                        "that mds wrote",
                        path, old->coords.rows, old->rows.rows);
out:
    intake_close(&in);
    if (err)
        old_picture_free(old);
    return err;
}

void old_picture_free(struct old_picture *old)
{
    table_free(&old->rows);
    matrix_free(&old->coords);
    record_free(&old->record);
}

/* ---- placing ---- */

/* The current record as distances between all its rows; the old rows are `at`. */
static struct error *read_distances(const struct old_picture *old, const struct intake *in,
                                    const size_t *at, struct report *report, struct matrix *d)
{
    struct error *err;
    const struct record *r = &in->record;
    if (record_is(r, "distance"))
        return snapgram_read_distances(in->reader, r, report, d);
    TRY(snapgram_read(in->reader, r, old->placement.metric == METRIC_CORRELATION, report, d));
    TRY(placement_distances(&old->placement, d, at, old->coords.rows, report));
out:
    return err;
}

struct error *old_picture_place(const struct old_picture *old, const struct intake *in,
                                struct report *report, struct matrix *coords)
{
    struct error *err;
    struct matrix distance = {0};
    size_t *at = calloc(old->coords.rows + 1, sizeof *at);
    if (!at)
        TRY(error_memory("the old rows"));
    if (in->rows.rows != in->record.rows)
        TRY(error_new("%s: %zu snapshots, but a row table of %zu, whose column 'file' tells which "
                      "are old: make the snapshots with snapcat",
                      reader_name(in->reader), in->record.rows, in->rows.rows));
    TRY(placement_match(&old->rows, &in->rows, at));
    TRY(read_distances(old, in, at, report, &distance));
    TRY(placement_embed(&old->placement, &distance, at, &old->coords, report, coords));
    report_line(report, REPORT_DETAIL, "%zu new snapshots among %zu old ones",
                coords->rows - old->coords.rows, old->coords.rows);
out:
    matrix_free(&distance);
    free(at);
    return err;
}

struct error *old_picture_set_attrs(const struct old_picture *old, struct record *r)
{
    struct error *err;
    size_t placed = r->rows - old->coords.rows;
    TRY(record_attrs_copy(r, &old->record));
    if (placed == 0)
        goto out;
    TRY(record_attr_set(r, "placed", "%zu", placed));
    record_attr_remove(r, "stress");
out:
    return err;
}
