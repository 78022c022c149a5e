/* The numbers of a score by their names: as a table, and as attributes of the coordinates. */
#ifndef PHATE_EMBEDDING_SCORE_MEASURES_H
#define PHATE_EMBEDDING_SCORE_MEASURES_H

#include "embedding/score.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

/* disparity is that from another picture (procrustes.h), or NULL. */

/* Columns measure and value. The caller frees the table. */
struct error *score_measures_table(const struct score *s, const double *disparity,
                                   struct table *t) MUST_CHECK;

/* score-k, score-stress and so on; the shares of components and axes as lists, of the first 100. */
struct error *score_measures_set_attrs(const struct score *s, const double *disparity,
                                       struct record *r) MUST_CHECK;

#endif
