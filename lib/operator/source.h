/* The diffusion that a record makes: between all its rows, or between landmarks of them. */
#ifndef PHATE_OPERATOR_SOURCE_H
#define PHATE_OPERATOR_SOURCE_H

#include "base/report.h"
#include "matrix/components.h"
#include "matrix/csr.h"
#include "matrix/matrix.h"
#include "phate/diffusion.h"
#include "phate/landmarks.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

#include <stdbool.h>

struct source {
    struct diffusion diffusion;
    size_t landmarks;      /* 0: none; else the diffusion is between so many, */
    struct csr transition; /* to which this leads from all rows, */
    struct components all; /* whose components these are */
};

/* How a source is read. */
struct source_plan {
    struct landmark_options landmarks; /* count 0: none */
    bool factors;                      /* no n x n operator is wanted */
    bool matrix;                       /* but the diffusion's own n x n matrix is needed */
};

/* Whether the record r is read sparse: for landmarks, or to stay so. */
bool source_is_sparse(const struct record *r, const struct source_plan *plan);

/* Fails where r cannot be read by the plan: landmarks of an operator, or a sparse record of too
 * many rows for an n x n matrix. */
struct error *source_check(const struct record *r, const struct source_plan *plan) MUST_CHECK;

/* All take the payload of the record r over, and warn of what disconnected data mean. The caller
 * frees the source. r is of kind affinity, adjacency or, dense, operator. source_from_sparse takes
 * landmarks where there are more rows, else the diffusion has no matrix. */
struct error *source_from_dense(struct source *s, const struct record *r, struct matrix *m,
                                struct report *report) MUST_CHECK;
struct error *source_from_sparse(struct source *s, const struct record *r, struct csr *k,
                                 const struct landmark_options *options,
                                 struct report *report) MUST_CHECK;
void source_free(struct source *s);

/* The components of all rows. */
const struct components *source_components(const struct source *s);

/* Gives the table of its rows a column `component`, counted from 1. *changed tells whether a cell
 * changed. A table of other rows stays as it is, and *changed is false. */
struct error *source_label_rows(const struct source *s, struct table *rows,
                                bool *changed) MUST_CHECK;

#endif
