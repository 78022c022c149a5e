#include "embedding/old/old_picture.h"

#include "gram/snapgram.h"
#include "mds/mds.h"
#include "run/rows/old_rows.h"
#include "stream/record/signature.h"
#include "stream/record/sketch_attr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An InPCA picture is of the input's distances where its own rows come to lie off their places by
 * at most this share of its largest coordinate: what rounding to float32 does to an axis that is
 * short. */
#define SAME_PLACE 1e-4

static const char old_name[] = "old picture"; /* in messages */

/* ---- reading ---- */

static struct error *check_places(const struct record *coords, bool inpca)
{
    const char *placed = record_attr(coords, "placed"),
               *landmarks = record_attr(coords, "landmarks");
    if (placed)
        return error_new("coords record: %s of its snapshots were placed by the others: use the "
                         "picture that they were placed in",
                         placed);
    if (inpca && landmarks)
        return error_new(
            "coords record: its snapshots were placed at means of %s landmarks: make the "
            "picture without landmarks",
            landmarks);
    return NULL;
}

/* Of an InPCA picture no affinities are known; where it is of a Gram matrix, or of snapshots, its
 * distances are Euclidean. */
static struct error *read_making(struct old_picture *old)
{
    struct error *err;
    TRY(signature_of(&old->record, &old->signature));
    TRY(check_places(&old->record, old->signature));
    if (!old->signature)
        TRY(placement_read(&old->placement, &old->record));
out:
    return err;
}

static struct error *read_first(struct old_picture *old, struct intake *in)
{
    struct error *err;
    bool got;
    TRY(intake_next_wanted(in, &got));
    TRY(reader_matrix(in->reader, &in->record, &old->coords));
    TRY(record_derive(&old->record, &in->record, "coords", in->record.rows, in->record.cols));
    TRY(read_making(old));
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
    TRY(intake_finish(&in));
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

/* Whether snapshots tell the distances that the picture is of. */
static struct error *check_metric(const struct old_picture *old)
{
    const char *metric = record_attr(&old->record, "metric");
    bool tell = old->signature
                    ? metric && strcmp(metric, distance_metric_names[METRIC_EUCLIDEAN]) == 0
                    : old->placement.of_snapshots;
    return tell ? NULL
                : error_new("old picture: is of %s distances: give these, of the old snapshots and "
                            "the new ones",
                            metric ? metric : "unknown");
}

static struct error *check_same_metric(const struct old_picture *old, const struct record *r)
{
    const char *was = record_attr(&old->record, "metric"), *is = record_attr(r, "metric");
    return !was || !is || strcmp(was, is) == 0
               ? NULL
               : error_new("distance record: of %s, but the old picture is of %s distances: give "
                           "these, of the old snapshots and the new ones",
                           is, was);
}

/* The current record as distances between all its rows; the old rows are `at`. */
static struct error *read_distances(const struct old_picture *old, const struct intake *in,
                                    const size_t *at, struct report *report, struct matrix *d)
{
    struct error *err;
    const struct record *r = &in->record;
    if (record_is(r, "distance")) {
        TRY(check_same_metric(old, r));
        return snapgram_read_distances(in->reader, r, report, d);
    }
    TRY(check_metric(old));
    TRY(snapgram_read(in->reader, r, old->placement.metric == METRIC_CORRELATION, report, d));
    TRY(placement_distances(&old->placement, d, at, old->coords.rows, report));
out:
    return err;
}

static double largest_of(const struct matrix *m)
{
    double largest = 0;
    for (size_t e = 0; e < m->rows * m->cols; e++)
        largest = fmax(largest, fabs(m->a[e]));
    return largest;
}

/* Old rows come to lie where they are, but for rounding; then exactly there. */
static struct error *keep_old_places(const struct old_picture *old, const size_t *at,
                                     struct matrix *coords)
{
    size_t dims = coords->cols, column = table_column(&old->rows, "file");
    double allowed = SAME_PLACE * largest_of(&old->coords);
    for (size_t j = 0; j < old->coords.rows; j++) {
        const double *is = old->coords.a + j * dims;
        double *found = coords->a + at[j] * dims;
        for (size_t k = 0; k < dims; k++)
            if (!(fabs(found[k] - is[k]) <= allowed))
                return error_new(
                    "%s: its distances to the other old snapshots do not lead to its "
                    "place in the old picture, axis %zu is %g for %g: give the distances "
                    "that the picture is of",
                    table_cell(&old->rows, j, column), k + 1, found[k], is[k]);
        memcpy(found, is, dims * sizeof *found);
    }
    return NULL;
}

static struct error *embed_new(const struct old_picture *old, const struct matrix *distance,
                               const size_t *at, struct report *report, struct matrix *coords)
{
    struct error *err;
    if (!old->signature)
        return placement_embed(&old->placement, distance, at, &old->coords, report, coords);
    *coords = (struct matrix){0};
    TRY(mds_check_distances(distance));
    TRY(mds_inpca_place(distance, at, &old->coords, old->signature, coords));
    TRY(keep_old_places(old, at, coords));
out:
    if (err)
        matrix_free(coords);
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
    TRY(sketch_attr_match(&old->record, old_name, &in->record));
    TRY(old_rows_check_once(&old->rows, old_name, &in->rows));
    TRY(old_rows_find(&old->rows, old_name, &in->rows, at));
    TRY(read_distances(old, in, at, report, &distance));
    TRY(embed_new(old, &distance, at, report, coords));
    report_line(report, REPORT_DETAIL, "%zu new snapshots among %zu old ones",
                coords->rows - old->coords.rows, old->coords.rows);
out:
    matrix_free(&distance);
    free(at);
    return err;
}

struct error *old_picture_set_attrs(const struct old_picture *old, struct record *r)
{
    static const char *const of_old_rows[] = {"stress", "explained-stress", "negative-share"};
    struct error *err;
    size_t placed = r->rows - old->coords.rows;
    TRY(record_attrs_copy(r, &old->record));
    if (placed == 0)
        goto out;
    TRY(record_attr_set(r, "placed", "%zu", placed));
    for (size_t i = 0; i < sizeof of_old_rows / sizeof *of_old_rows; i++)
        record_attr_remove(r, of_old_rows[i]);
out:
    return err;
}
