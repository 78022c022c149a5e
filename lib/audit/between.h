/* What is equal, or should be, between runs. */
#ifndef PHATE_AUDIT_BETWEEN_H
#define PHATE_AUDIT_BETWEEN_H

#include "audit/findings.h"
#include "audit/measure.h"

/* Reports snapshots that are equal to one of another run, or of none, one row per stretch of
 * successive ones that are equal to successive ones. Runs may share their first snapshot if they
 * claim it, by the same text in the column `start` (as below). */
struct error *audit_between_find_twins(struct table *out, const struct audit_measure *m,
                                       const struct audit_cell *whole,
                                       const char *start) MUST_CHECK;

/* Reports runs that have the same text in the column of the table as an earlier one, but another
 * first snapshot; and runs with other texts but the same first snapshot.
 * start   the column; NULL: start, else seed, where the table has it. Of a seed only the
 *         former is reported, and only of runs whose first snapshots have step 0: it tells of a
 *         start, but may tell of other things alone.
 * Fails where a named column is missing. */
struct error *audit_between_find_starts(struct table *out, const struct audit_measure *m,
                                        const struct audit_cell *whole,
                                        const char *start) MUST_CHECK;

#endif
