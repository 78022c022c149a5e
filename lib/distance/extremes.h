/* Snapshots whose numbers are so large that their squares overflow, or so small that these
 * underflow: distances are roots of sums of squares. Of float32 numbers no square does either. */
#ifndef PHATE_DISTANCE_EXTREMES_H
#define PHATE_DISTANCE_EXTREMES_H

#include "base/error.h"

#include <float.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether a sum of squares has lost digits to underflow, if the numbers are not all zero. */
static inline bool extremes_underflow(double squares)
{
    return squares < DBL_MIN;
}

bool extremes_any_number(const double *x, size_t count); /* other than 0 */

/* The errors. The second is of row `row` less row `from`, or, where these are one, of the row. */
struct error *extremes_error_overflow(size_t row) MUST_CHECK;
struct error *extremes_error_underflow(size_t row, size_t from) MUST_CHECK;

#endif
