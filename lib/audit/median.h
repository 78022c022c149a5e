/* The middle of numbers, as audits take it for what is usual. */
#ifndef PHATE_AUDIT_MEDIAN_H
#define PHATE_AUDIT_MEDIAN_H

#include <stddef.h>

/* The middle of the numbers that are not NAN, the lower of two; NAN where there is none. They are
 * moved to the front and sorted; *known is their count. */
double audit_median(double *x, size_t count, size_t *known);

#endif
