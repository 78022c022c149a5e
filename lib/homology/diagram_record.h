/* What goes with a diagram: attributes of its record, and notes. */
#ifndef PHATE_HOMOLOGY_DIAGRAM_RECORD_H
#define PHATE_HOMOLOGY_DIAGRAM_RECORD_H

#include "base/report.h"
#include "distance/knngraph.h"
#include "homology/persistence.h"
#include "stream/record/record.h"

#include <stdbool.h>

extern const char *const diagram_record_filtrations[]; /* from the bottom up, or `superlevel` */

/* How a diagram was made: attributes column, filtration, k, edges, graph-components and smad. */
struct error *diagram_record_set_origin(struct record *r, const char *column, bool superlevel,
                                        size_t k, const struct knngraph *graph,
                                        const struct persistence *p) MUST_CHECK;

/* The six numbers of each dimension (tables.h), as points-0, points-1 and so on. */
struct error *diagram_record_set_numbers(struct record *r, const struct matrix *diagram) MUST_CHECK;

/* Warns where the graph, of k nearest others, has several components; notes the numbers. */
void diagram_record_tell(struct report *report, const struct persistence *p, size_t k);

/* The filtration of a diagram's record: a record that does not tell is of sublevels. */
const char *diagram_record_filtration(const struct record *r);

#endif
