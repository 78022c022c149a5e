/* The error for a stream that has no record of the kinds that a stage reads. */
#ifndef PHATE_STREAM_WRONG_KIND_H
#define PHATE_STREAM_WRONG_KIND_H

#include "stream/reader/reader.h"
#include "stream/record/record.h"

/* Always returns an error: what came, from which program, what was wanted (NULL-terminated), and
 * which stages may be missing between the two. `got` is the stream's last record. */
struct error *wrong_kind(const struct reader *in, const struct record *got,
                         const char *const wanted[]) MUST_CHECK;

#endif
