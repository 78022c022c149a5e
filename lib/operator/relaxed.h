/* What the relaxation time of an operator is said to be: in its record, and to the user. */
#ifndef PHATE_OPERATOR_RELAXED_H
#define PHATE_OPERATOR_RELAXED_H

#include "base/report.h"
#include "relaxation/relaxation.h"
#include "stream/record/record.h"

/* Notes in `out`, which is the operator's power of relaxation_find (or its factors), made from the
 * record `in`: t-chosen, and the components' own powers where they are apart, at most
 * RELAXED_NOTED of them. */
enum { RELAXED_NOTED = 64 };
struct error *relaxed_note(const struct relaxation *r, const struct record *in,
                           struct record *out) MUST_CHECK;

/* Notes that the components' times are apart. */
void relaxed_report(const struct relaxation *r, struct report *report);

#endif
