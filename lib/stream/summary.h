/* What the numbers of a record look like, in one pass and bounded memory. */
#ifndef PHATE_STREAM_SUMMARY_H
#define PHATE_STREAM_SUMMARY_H

#include "stream/reader/reader.h"

struct summary {
    size_t finite, nan, inf; /* how many there are of each */
    double min, max, mean;   /* of the finite ones; NaN where there is none */
};

/* Reads the current record's payload, which is numeric. Of a sparse matrix the stored entries are
 * summarised. Fails as the reader does. */
struct error *summary_read(struct reader *reader, const struct record *r,
                           struct summary *summary) MUST_CHECK;

#endif
