/* Exact neighbour searches among rows, by tiles of their Gram matrix: every pair is looked at, none
 * is kept but those asked for. A tile's products, which cost two operations a number at the speed
 * of dgemm, rule out what is surely too far; the few pairs left are measured by definition. */
#ifndef PHATE_NEIGHBOURS_H
#define PHATE_NEIGHBOURS_H

#include "csr.h"
#include "points.h"
#include "report.h"

/* nearest (n) receives each row's distance to its rank-th nearest other row, 1 <= rank < n. Memory
 * is n x rank. */
struct error *neighbours_nearest(const struct points *points, size_t rank, struct report *report,
                                 double *nearest) MUST_CHECK;

/* All pairs that are not farther apart than either one's radius (n): their distances, symmetric,
 * and a diagonal of zeros, which are stored. The caller frees it. */
struct error *neighbours_within(const struct points *points, const double *radius,
                                struct report *report, struct csr *distances) MUST_CHECK;

#endif
