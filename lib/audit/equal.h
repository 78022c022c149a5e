/* What is equal within a run: snapshots, and tensors of snapshots that are not equal as a whole. */
#ifndef PHATE_AUDIT_EQUAL_H
#define PHATE_AUDIT_EQUAL_H

#include "audit/findings.h"
#include "audit/measure.h"

/* What of a snapshot is equal to an earlier one of its run: nothing; a tensor, or several, but not
 * to the one before; or all of it. */
enum audit_copied { AUDIT_COPIED_NONE, AUDIT_COPIED_PART, AUDIT_COPIED_WHOLE };

/* Reports, of each run,
 *   - snapshots that are equal to the one before (no-step), one row per stretch of them;
 *   - later stretches that are equal to an earlier one (copy), with the first file of that;
 *   - of all other snapshots, tensors that never change (frozen), and tensors that are
 *     equal as above, where that cannot be chance.
 *
 * Chance. A number that has moved by s comes back to the same one of a type whose relative spacing
 * is e with a probability of about e x / s: of a tensor of n numbers with squared length L, whose
 * squared steps have the median S, that is n log2(sqrt(S / L) / e) bits, and at least n. Below 30
 * bits (1e-9) nothing is reported of a tensor.
 *
 * whole    of each row, audit_measure_whole
 * copies   becomes what is copied in each row */
struct error *audit_equal_find(struct table *out, const struct audit_measure *m,
                               const struct audit_cell *whole,
                               enum audit_copied *copies) MUST_CHECK;

#endif
