/* What the table of rows says of the order of the snapshots, without their numbers. */
#ifndef PHATE_AUDIT_LABELS_H
#define PHATE_AUDIT_LABELS_H

#include "audit/findings.h"

/* Reports steps that appear twice in a run; and snapshots whose other counter (a column epoch,
 * step, global_step, iteration or iter) falls while the step rises. */
struct error *audit_labels_find(struct table *out, const struct audit_subject *s) MUST_CHECK;

#endif
