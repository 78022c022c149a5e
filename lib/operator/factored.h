/* An operator from a record that holds it, or its factors (relaxation/factors.h). */
#ifndef PHATE_OPERATOR_FACTORED_H
#define PHATE_OPERATOR_FACTORED_H

#include "matrix/matrix.h"
#include "stream/record/record.h"

/* More rows than these have no n x n operator, which would take more than 2 GB. */
enum { OPERATOR_ROWS = 16384 };

/* m is the payload of r, of kind operator or factors, and becomes the operator. Fails where factors
 * are not ones, or are of more than OPERATOR_ROWS rows. */
struct error *factored_operator(const struct record *r, struct matrix *m) MUST_CHECK;

#endif
