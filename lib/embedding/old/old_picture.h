/* A picture that mds has written, in which new snapshots find their places: by affinities
 * (placement.h), or in an InPCA picture by their distances (mds_inpca_place). */
#ifndef PHATE_EMBEDDING_OLD_OLD_PICTURE_H
#define PHATE_EMBEDDING_OLD_OLD_PICTURE_H

#include "base/report.h"
#include "embedding/old/placement.h"
#include "matrix/matrix.h"
#include "stream/intake.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

struct old_picture {
    struct table rows;
    struct record record; /* of the coords */
    struct matrix coords;
    const char *signature;      /* of an InPCA picture, the record's; else NULL, and */
    struct placement placement; /* how its affinities were made */
};

/* Reads the first coords of a stream, and the row table before them. Fails where one of the two is
 * missing, where they do not fit, as placement_read does, and where some rows have been placed
 * already (attr placed), or all at means of landmarks: the others' places tell nothing of theirs.
 * The caller frees it. */
struct error *old_picture_read(struct old_picture *old, const char *path) MUST_CHECK;
void old_picture_free(struct old_picture *old);

/* Turns the current record (snapshots, a Gram matrix or distances, the old snapshots among them)
 * into coordinates of all its rows, which the caller frees; old rows have their very coordinates.
 * Fails where the row table before the record has other rows, as the functions of placement.h do,
 * where the attributes "metric" tell that the picture is of other distances, and where an InPCA
 * picture is not of these distances: they would place its own rows elsewhere. */
struct error *old_picture_place(const struct old_picture *old, const struct intake *in,
                                struct report *report, struct matrix *coords) MUST_CHECK;

/* Gives r, the record of these coordinates, the old picture's attributes, except, where there are
 * new rows, its stress and its spectrum, which were those of the old rows. */
struct error *old_picture_set_attrs(const struct old_picture *old, struct record *r) MUST_CHECK;

#endif
