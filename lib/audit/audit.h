/* Whether trajectories are what they say they are: one pass over the snapshots, panel by panel,
 * then the findings. Memory is what measure.h and sketch.h need, whatever the number of columns. */
#ifndef PHATE_AUDIT_AUDIT_H
#define PHATE_AUDIT_AUDIT_H

#include "audit/measure.h"
#include "audit/sketch.h"
#include "audit/subject.h"

struct audit_options {
    struct audit_columns columns;
    const char *start; /* the column that claims a run's start; NULL: the usual (between.h) */
};

struct audit {
    struct audit_subject subject;
    struct audit_measure measure;
    struct audit_sketch sketch;
};

/* As audit_subject_make. The audit must not be moved; the caller frees it. */
struct error *audit_begin(struct audit *a, const struct table *rows, size_t row_count,
                          const struct table *tensors, size_t cols,
                          const struct audit_options *options, struct report *report) MUST_CHECK;
void audit_free(struct audit *a);

/* All columns, panel by panel, in order. Numbers may be NaN and infinite. */
struct error *audit_add(struct audit *a, const struct panel *panel) MUST_CHECK;

/* Appends the findings (findings.h) to the table. Fails where a named column is missing. */
struct error *audit_finish(struct audit *a, const struct audit_options *options,
                           struct table *out) MUST_CHECK;

#endif
