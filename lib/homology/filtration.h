/* The order in which the vertices of a graph enter: by the numbers in a column of a row table. */
#ifndef PHATE_HOMOLOGY_FILTRATION_H
#define PHATE_HOMOLOGY_FILTRATION_H

#include "base/error.h"
#include "stream/table/table.h"

#include <stdbool.h>
#include <stddef.h>

/* The rows of a table whose cell of a column is a finite number. */
struct filtration {
    bool superlevel; /* the largest enter first, else the smallest; set by the owner */
    size_t count;
    size_t *row;     /* count: their rows in the table, ascending */
    double *value;   /* count */
    size_t left_out; /* rows that have no finite number */
    size_t missing;  /* the first of those */
};

/* The caller frees it. Fails where the table has no such column, none of its cells is a finite
 * number, or memory is short. */
struct error *filtration_new(struct filtration *f, const struct table *t,
                             const char *column) MUST_CHECK;
void filtration_free(struct filtration *f);

#endif
