/* Copies of all snapshots of the runs, aligned. */
#ifndef PHATE_ALIGNMENT_COPIES_H
#define PHATE_ALIGNMENT_COPIES_H

#include "alignment/labels.h"

/* Checks that the copies (copy.h) of all rows of the roster's set can be made, whatever the
 * permutations will be. Notes and warns as followers.h has it: at an optimiser's state whose
 * parameter is not known, above all. */
struct error *copies_check(const struct roster *r, const struct network *n,
                           const struct checkpoint_hints *hints, struct report *report) MUST_CHECK;

/* Writes the copy of each row under its name. Each appears whole or not at all, and those in front
 * of one that fails stay. */
struct error *copies_write(const struct strlist *names, const struct roster *r,
                           const struct network *n, const struct labels *labels,
                           const struct checkpoint_hints *hints, struct report *report) MUST_CHECK;

#endif
