/* Rows that are ready one by one, for a record that is written column by column: they wait in a
 * temporary file without a name (base/scratch.h), and no more than a panel of them is in memory. */
#ifndef PHATE_STREAM_ROW_SPOOL_H
#define PHATE_STREAM_ROW_SPOOL_H

#include "base/report.h"
#include "stream/writer.h"

struct row_spool {
    int fd;
    size_t rows, cols; /* so far; of each row, float64 */
};

/* The caller closes the spool, also after a failure. */
struct error *row_spool_open(struct row_spool *spool, size_t cols) MUST_CHECK;
void row_spool_close(struct row_spool *spool);

/* Appends a row. */
struct error *row_spool_add(struct row_spool *spool, const double *row) MUST_CHECK;

/* Writes the rows as the payload of a record of panels, r, which the writer has begun. */
struct error *row_spool_write(const struct row_spool *spool, const struct record *r,
                              struct writer *out, struct report *report) MUST_CHECK;

#endif
