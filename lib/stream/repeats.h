/* Matrices that come twice where each is to count once: the same part of a sum given again. */
#ifndef PHATE_STREAM_REPEATS_H
#define PHATE_STREAM_REPEATS_H

#include "base/report.h"
#include "base/text/strlist.h"
#include "matrix/matrix.h"
#include "stream/record/record.h"

#include <stdint.h>

/* All zero before the first. */
struct repeats {
    uint64_t *digests; /* of the matrices met, with their names */
    size_t count, room;
    struct strlist streams; /* of those that came before */
};

/* Meets the matrix of record `r` of a stream. It came before where the same numbers did under the
 * same name (attr name), or both without one; not a matrix of zeros, as that of tensors that did
 * not move, which may come often. */
struct error *repeats_meet(struct repeats *met, const struct record *r, const struct matrix *m,
                           const char *stream) MUST_CHECK;
void repeats_warn(const struct repeats *met, struct report *report);
void repeats_free(struct repeats *met);

#endif
