/* The runs of a row table by numbers. */
#ifndef PHATE_SWEEP_RUN_LABELS_H
#define PHATE_SWEEP_RUN_LABELS_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "stream/table/table.h"

#include <stddef.h>

struct run_labels {
    size_t *run;         /* of each row; RUN_LABELS_NONE: it is in no run */
    struct strlist name; /* of each run, in the order of their first rows */
};

#define RUN_LABELS_NONE ((size_t)-1)

/* By the column `column` (NULL: run); t has a row per snapshot. Without such a column there is no
 * run, which is an error where the column was named. The caller frees the labels. */
struct error *run_labels_find(struct run_labels *labels, const struct table *t, size_t rows,
                              const char *column) MUST_CHECK;
void run_labels_free(struct run_labels *labels);

#endif
