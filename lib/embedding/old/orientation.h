/* How another picture lies, so that a new one of the same snapshots, and of more, can lie as it
 * does: mds --like. */
#ifndef PHATE_EMBEDDING_OLD_ORIENTATION_H
#define PHATE_EMBEDDING_OLD_ORIENTATION_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "stream/table/table.h"

struct orientation {
    char *path;
    struct table rows; /* may be empty: rows are then matched by their numbers */
    struct matrix coords;
};

/* Reads the first coords of a stream, and the row table before them. The caller frees it. */
struct error *orientation_read(struct orientation *o, const char *path) MUST_CHECK;
void orientation_free(struct orientation *o); /* accepts all zero */

/* Moves, turns and mirrors the points, whose rows the table describes, so that those of the
 * snapshots that both pictures have come as near as can be to their places in the other one; a note
 * says how many these are, where they are not all of the other's. Fails where the pictures have not
 * as many dimensions, and as superposition_lay does. */
struct error *orientation_turn(const struct orientation *o, const struct table *rows,
                               struct matrix *points, struct report *report) MUST_CHECK;

#endif
