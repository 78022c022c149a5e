/* The range and mean of a record's numbers, in one pass and bounded memory. */
#ifndef PHATE_STREAM_SUMMARY_H
#define PHATE_STREAM_SUMMARY_H

#include "stream/reader/reader.h"

struct summary {
    size_t finite, nan, inf; /* how many numbers are of each sort */
    double min, max, mean;   /* of the finite numbers; NaN where there are none */
};

/* Reads the current record's payload, which is numeric. Of a sparse matrix the stored entries are
 * summarised. Fails as the reader does. */
struct error *summary_read(struct reader *reader, const struct record *r,
                           struct summary *summary) MUST_CHECK;

#endif
