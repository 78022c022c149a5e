/* The Gram matrix of a stream's snapshots, read panel by panel: memory is n^2 plus a panel. */
#ifndef PHATE_SNAPGRAM_H
#define PHATE_SNAPGRAM_H

#include "reader.h"
#include "report.h"

#include <stdbool.h>

/* `r` is the reader's current record, of kind snapshots (n x p, dense or panel). g becomes n x n;
 * the caller frees it. With center_rows each snapshot counts less the mean of its own numbers.
 * Fails on damaged input and where a snapshot holds NaN or Inf. */
struct error *snapgram_read(struct reader *reader, const struct record *r, bool center_rows,
                            struct report *report, struct matrix *g) MUST_CHECK;

#endif
