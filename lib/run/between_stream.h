/* Writes distances between runs (between.h): before the first, and whenever the runs change, a
 * record of rows (run_rows.h), then for each record of snapshots one of distances. It has the
 * attributes "between", the method; "space", that of the snapshots; of the mean "progress", what
 * that is measured in; and "name", where the snapshots' record has it. */
#ifndef PHATE_RUN_BETWEEN_STREAM_H
#define PHATE_RUN_BETWEEN_STREAM_H

#include "run/between.h"
#include "run/run_input.h"
#include "stream/writer.h"

struct between_stream {
    struct writer *writer;
    const char *provenance;
    size_t written;     /* records of distances, */
    size_t rows_number; /* and the number of the table that the last is of */
};

/* `space` is the current record's, and the runs have been found. */
struct error *between_stream_put(struct between_stream *out, const struct run_input *input,
                                 const struct space *space, const struct between_options *options,
                                 struct report *report) MUST_CHECK;

#endif
