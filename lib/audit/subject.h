/* What is audited: the rows of a table, the runs that they belong to, and the tensors that their
 * columns belong to. */
#ifndef PHATE_AUDIT_SUBJECT_H
#define PHATE_AUDIT_SUBJECT_H

#include "base/dtype.h"
#include "run/runs.h"
#include "stream/record/panel.h"
#include "stream/table/table.h"

#include <stddef.h>

#define AUDIT_NONE ((size_t)-1)

struct audit_tensor {
    const char *name;    /* in the table of tensors; without a table NULL, of all columns */
    enum dtype type;     /* as it was stored; DTYPE_COUNT: not known */
    struct span columns; /* never empty */
};

/* The rows that stand before a row in its run: one place and two places; or AUDIT_NONE. */
struct audit_before {
    size_t one, two;
};

struct audit_subject {
    const struct table *rows; /* without columns where nothing is known of the rows */
    size_t row_count, cols;
    struct runs runs; /* rows that are in none are only compared with others */
    size_t *run_of;   /* of each row: its place in runs.at, or RUNS_NONE */
    struct audit_before *before;
    struct audit_tensor *tensors; /* in the order of the columns, all of which they have */
    size_t tensor_count;
};

struct audit_columns {
    const char *run, *step; /* of the table of rows; NULL: the usual ones (run/runs.h) */
};

/* `tensors` is the table of tensors (stream/tensor_map.h), without columns where there is none.
 * Both tables must outlive the subject. Where the table of rows tells of no runs, all rows are one,
 * in the order of their steps. Fails where a named column is missing, and where the table of
 * tensors does not fit. The caller frees the subject. */
struct error *audit_subject_make(struct audit_subject *s, const struct table *rows,
                                 size_t row_count, const struct table *tensors, size_t cols,
                                 const struct audit_columns *columns,
                                 struct report *report) MUST_CHECK;
void audit_subject_free(struct audit_subject *s);

#endif
