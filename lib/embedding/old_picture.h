/* A picture that mds has written, in which new snapshots find their places (placement.h). */
#ifndef PHATE_EMBEDDING_OLD_PICTURE_H
#define PHATE_EMBEDDING_OLD_PICTURE_H

#include "base/report.h"
#include "embedding/placement.h"
#include "matrix/matrix.h"
#include "stream/intake.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

struct old_picture {
    struct table rows;
    struct record record; /* of the coords */
    struct matrix coords;
    struct placement placement;
};

/* Reads the first coords of a stream, and the row table before them. Fails where one of the two is
 * missing, where they do not fit, and as placement_read does. The caller frees it. */
struct error *old_picture_read(struct old_picture *old, const char *path) MUST_CHECK;
void old_picture_free(struct old_picture *old);

/* Turns the current record (snapshots, a Gram matrix or distances, the old snapshots among them)
 * into coordinates of all its rows, which the caller frees. Fails where the row table before the
 * record has other rows, and as the functions of placement.h do. */
struct error *old_picture_place(const struct old_picture *old, const struct intake *in,
                                struct report *report, struct matrix *coords) MUST_CHECK;

/* Gives r, the record of these coordinates, the old picture's attributes, except, where there are
 * new rows, its stress, which was that of the old rows. */
struct error *old_picture_set_attrs(const struct old_picture *old, struct record *r) MUST_CHECK;

#endif
