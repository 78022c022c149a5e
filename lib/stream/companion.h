/* Companions: records of what the records after them were made from, which have the attribute `of`
 * and are for programs that ask for them (record.h). Those of affinities, and of the operators made
 * from these, are
 *     distance   n x n, attr of snapshots: the distances of the snapshots
 *     snapshots  n x p, attr of points: points whose Euclidean distances tell them
 *                (distance/points.h), attr metric */
#ifndef PHATE_STREAM_COMPANION_H
#define PHATE_STREAM_COMPANION_H

#include "matrix/matrix.h"
#include "stream/intake.h"
#include "stream/record/record.h"
#include "stream/row_store.h"
#include "stream/writer.h"

#include <stdbool.h>

/* Whether a record is such a companion. */
bool companion_is_of_distances(const struct record *r);

/* The companion that came last. */
struct companion {
    struct record record;    /* dense, float64; without a kind: none has come */
    struct matrix m;         /* distances; or */
    struct row_store points; /* which need not be in memory */
    struct strlist files;    /* of its rows, as far as a row table before it tells; else empty */
    size_t rows_number;      /* of that table's record */
};

/* Takes the current record, such a companion, in place of the one before. Many points stay in their
 * file, or wait in a temporary one. */
struct error *companion_take(struct companion *c, const struct intake *in) MUST_CHECK;
struct error *companion_write(const struct companion *c, struct writer *out) MUST_CHECK;
void companion_free(struct companion *c);

bool companion_is_known(const struct companion *c);

/* Fails where the companion's distances are not square, and where it has other rows than the
 * current record: another number of them, or, where a row table came before each of the two, other
 * files. */
struct error *companion_check_rows(const struct companion *c, const struct intake *in) MUST_CHECK;

#endif
