/* The loss, and any other numbers that the user's own program gives for a network, at the points of
 * a grid on a line or a plane through a snapshot. */
#ifndef PHATE_LANDSCAPE_LOSSGRID_H
#define PHATE_LANDSCAPE_LOSSGRID_H

#include "base/axis.h"
#include "evaluation/evaluation.h"
#include "evaluation/journal.h"
#include "landscape/plane.h"
#include "stream/writer.h"

struct lossgrid_opts {
    struct plane_opts plane;
    struct axis axis[PLANE_DIMS_MAX]; /* count 0: the default for the kind of plane */
    struct evaluation_opts evaluation;
};
void lossgrid_opts_free(struct lossgrid_opts *opts); /* frees the lists that it owns */

struct lossgrid {
    struct plane plane;
    struct axis axis[PLANE_DIMS_MAX];
    struct answers answers; /* the point (x_i, y_j) is number j * axis[0].count + i */
    struct journal journal;
};

/* Evaluates the points that the journal does not have. After an error the journal has all points
 * that were evaluated. The caller frees g. */
struct error *lossgrid_run(struct lossgrid *g, const struct lossgrid_opts *opts,
                           struct report *report) MUST_CHECK;

/* If snapshots span the plane, writes a record of rows and a record of coords, the snapshots'
 * places in the plane. Then writes one grid record per number, with the attributes value (the
 * number's name), x-from, x-to, x-direction, and the same for y. */
struct error *lossgrid_write(const struct lossgrid *g, const struct strlist *names,
                             struct writer *out, const char *provenance) MUST_CHECK;

void lossgrid_free(struct lossgrid *g);

#endif
