/* The rows of snapshots that affinities are searched for among: in memory where there is enough of
 * it, else read from their file again and again, as many at once as it allows. */
#ifndef PHATE_OPERATOR_AFFINITY_ROWS_H
#define PHATE_OPERATOR_AFFINITY_ROWS_H

#include "operator/affinities.h"

/* The rows of the current record. Fails as snapgram_read_points does, and where the memory that the
 * recipe grants is too little, naming the least. source->points refers to the source, which stays
 * at its place. */
struct error *affinity_rows_read(const struct intake *in, const struct affinity_recipe *recipe,
                                 struct report *report, struct affinity_source *source) MUST_CHECK;

/* Fails where the memory that the recipe grants is too little for so many bytes of `what`, which
 * `remedy` would do without; where it grants what there is, never. */
struct error *affinity_rows_check_memory(const struct affinity_recipe *recipe, size_t bytes,
                                         const char *what, const char *remedy) MUST_CHECK;

#endif
