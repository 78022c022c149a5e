/* The snapshots of runs as one set whose networks have the labelling of the reference: a view of
 * the roster's set (snapshots.h), to be written as snapcat writes a set. */
#ifndef PHATE_ALIGNMENT_ALIGNED_SET_H
#define PHATE_ALIGNMENT_ALIGNED_SET_H

#include "alignment/labels.h"

struct aligned_set;

/* From now on r->set reads as aligned, until aligned_set_free; `labels`, network and roster outlive
 * the view. A tensor that does not fit into one piece is read once per snapshot, and waits in a
 * temporary file for its next piece: the file has the largest tensor of each snapshot. Fails where
 * the tensors of r->set are not the network's, and where that file cannot be made. */
struct error *aligned_set_new(struct aligned_set **a, struct roster *r, const struct network *n,
                              const struct labels *labels,
                              const struct checkpoint_hints *hints) MUST_CHECK;
void aligned_set_free(struct aligned_set *a); /* accepts NULL */

#endif
