/* How far layers move in training: of each layer, or group of parameters, and each run from its
 * first snapshot x_a to its last x_b
 *     norms         |x_a|, |x_b|
 *     displacement  |x_b - x_a|
 *     length        the sum of the distances between successive snapshots
 *     relative      displacement / max(|x_a|, |x_b|): from 0, not moved, to 2, turned into its
 *                   opposite; 1 of what begins at 0; 0 where both norms are 0
 *     rms           displacement / sqrt(parameters): of one parameter; NaN where their number is
 *                   not known
 *     share         displacement^2, of the sum over all layers; NaN where none moved */
#ifndef PHATE_RUN_MOVEMENT_H
#define PHATE_RUN_MOVEMENT_H

#include "base/error.h"
#include "matrix/matrix.h"
#include "run/runs.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a layer comes from. */
struct movement_source {
    size_t record;    /* its number in the stream */
    const char *name; /* or NULL */
    size_t params;    /* 0: not known */
};

struct movement_numbers {
    double relative, rms, displacement, length, norm_first, norm_last;
    double squared; /* displacement^2 */
};

struct movement {
    size_t place, record, params;
    size_t runs;      /* the numbers are means of so many, but for squared, which is their sum */
    char *name, *run; /* of several runs "mean" */
    double share;
    struct movement_numbers numbers;
};

/* All zero, but for by_run, before the first is added. */
struct movements {
    bool by_run; /* one for each run of a layer, in place of the mean over its runs */
    struct movement *at;
    size_t count, room;
};

/* Adds a layer. squares: n x n (gram/form.h), of the rows that `runs` orders, which has a run. */
struct error *movements_add(struct movements *list, const struct movement_source *source,
                            const struct matrix *squares, const struct runs *runs) MUST_CHECK;

/* Finds the shares, of all layers or of the layers of each run, and puts the layers in order: the
 * one that moved most, relatively, comes first; equal ones stay in the order of the stream. */
void movements_finish(struct movements *list);

/* The layers as a table, which is all zero before; the caller frees it, also on failure. */
struct error *movements_table(const struct movements *list, struct table *out) MUST_CHECK;

void movements_free(struct movements *list);

#endif
