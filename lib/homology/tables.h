/* What losshom tells of diagrams and trees, as tables for people and spreadsheets. Each starts
 * without columns and rows, and takes up one result after another; the first column is `record`,
 * the number of the result, from 1. All fail where memory is short. */
#ifndef PHATE_HOMOLOGY_TABLES_H
#define PHATE_HOMOLOGY_TABLES_H

#include "base/text/decimal.h"
#include "homology/diagram.h"
#include "homology/diagram_distance.h"
#include "homology/persistence.h"
#include "stream/table/table.h"

/* The numbers of a summary by name: points, essential, total, norm-2, norm-inf, entropy. */
enum { SUMMARY_NUMBERS = 6 };
extern const char *const homology_summary_names[SUMMARY_NUMBERS];
void homology_summary_number(const struct diagram_summary *s, size_t which,
                             char text[DECIMAL_ROOM]);

/* Adds a row for a dimension: its number, then the six numbers. */
struct error *homology_table_summary(struct table *t, size_t record, size_t dimension,
                                     const struct diagram_summary *s) MUST_CHECK;

/* A row for each node of the tree: node and parent, from 0 (-1: none); kind; height; the row, from
 * 0, that stands for it; size; the row's file, where `rows` has such a column. */
struct error *homology_table_tree(struct table *t, size_t record, const struct persistence *p,
                                  const struct filtration *f, const struct table *rows) MUST_CHECK;

/* A row for the distances in one dimension. */
struct error *homology_table_distances(struct table *t, size_t record, size_t dimension,
                                       const struct diagram_distance *distance) MUST_CHECK;

#endif
