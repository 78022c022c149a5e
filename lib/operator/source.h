/* The diffusion that a record makes: between all its rows, or between landmarks of them. */
#ifndef PHATE_OPERATOR_SOURCE_H
#define PHATE_OPERATOR_SOURCE_H

#include "base/report.h"
#include "matrix/components.h"
#include "matrix/csr.h"
#include "matrix/matrix.h"
#include "phate/diffusion.h"
#include "phate/landmarks.h"
#include "stream/intake.h"
#include "stream/table/table.h"

#include <stdbool.h>

struct source {
    struct diffusion diffusion;
    size_t landmarks;      /* 0: none; else the diffusion is between so many, */
    size_t *of_row;        /* of which each row has one, */
    struct csr transition; /* to which this leads from all rows, */
    struct components all; /* whose components these are */
};

/* How a source is read. */
struct source_plan {
    struct landmark_options landmarks; /* count 0: none */
    bool factors;                      /* no n x n operator is wanted */
    bool matrix;                       /* but the diffusion's own n x n matrix is needed */
};

/* From the current record, of kind affinity, adjacency or, without landmarks and factors, operator.
 * Tells of several components. Landmarks are left out where there are no more rows. Where factors
 * are wanted of a sparse record, and no matrix, the diffusion has none. Fails also where a sparse
 * record has too many rows for an n x n matrix. The caller frees the source. */
struct error *source_read(struct source *s, const struct intake *in, const struct source_plan *plan,
                          struct report *report) MUST_CHECK;
void source_free(struct source *s);

/* Whether there is memory for the power of the diffusion, or for several in a row (memory.h). */
struct error *source_check_memory(const struct source *s, bool several,
                                  struct report *report) MUST_CHECK;

/* The components of all rows. */
const struct components *source_components(const struct source *s);

/* Gives the table of its rows a column `component`, counted from 1. *changed tells whether a cell
 * changed. A table of other rows stays as it is, and *changed is false. */
struct error *source_label_rows(const struct source *s, struct table *rows,
                                bool *changed) MUST_CHECK;

#endif
