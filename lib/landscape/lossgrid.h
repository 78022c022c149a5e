/* The loss, and whatever else the user's own program says of a network, at the points of a grid on
 * a line or a plane through a snapshot. */
#ifndef PHATE_LANDSCAPE_LOSSGRID_H
#define PHATE_LANDSCAPE_LOSSGRID_H

#include "base/axis.h"
#include "landscape/evaluators.h"
#include "landscape/journal.h"
#include "landscape/plane.h"
#include "stream/writer.h"

struct lossgrid_opts {
    struct plane_opts plane;
    struct axis axis[PLANE_DIMS_MAX]; /* count 0: the usual one of such a plane */
    struct evaluator_opts evaluator;  /* its group is set here */
    struct strlist names;             /* of the answers' first numbers; none: all, named here */
    const char *journal;              /* NULL: none */
};
void lossgrid_opts_free(struct lossgrid_opts *opts); /* the lists that it owns */

struct lossgrid {
    struct plane plane;
    struct axis axis[PLANE_DIMS_MAX];
    struct answers answers; /* point (i, j), x_i and y_j, is the j * axis[0].count + i -th */
    struct journal journal;
};

/* Evaluates the points that the journal does not know. Interrupted by an error, it leaves the
 * journal with all those that were evaluated. The caller frees it. */
struct error *lossgrid_run(struct lossgrid *g, const struct lossgrid_opts *opts,
                           struct report *report) MUST_CHECK;

/* Writes, where snapshots span the plane, a record of rows, and one of coords, their places in it;
 * then a grid record for each number: attributes value (its name), x-from, x-to, x-direction, and
 * the same of y. */
struct error *lossgrid_write(const struct lossgrid *g, const struct strlist *names,
                             struct writer *out, const char *provenance) MUST_CHECK;

void lossgrid_free(struct lossgrid *g);

#endif
