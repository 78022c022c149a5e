/* What an alignment did, as a table: one row per run. */
#ifndef PHATE_ALIGNMENT_OUTCOME_TABLE_H
#define PHATE_ALIGNMENT_OUTCOME_TABLE_H

#include "alignment/barriers.h"
#include "stream/table/table.h"

/* `barriers` (one per run) may be NULL: then the table lacks their columns. The caller frees t. */
struct error *outcome_table(struct table *t, const struct roster *r, const struct labels *labels,
                            const struct run_barrier *barriers) MUST_CHECK;

#endif
