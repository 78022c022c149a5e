/* Names of one kind: those that have one template but for their runs. */
#ifndef PHATE_SNAPSHOT_GUESS_FAMILY_H
#define PHATE_SNAPSHOT_GUESS_FAMILY_H

#include "snapshot/guess/filename.h"
#include "snapshot/guess/omissions.h"
#include "snapshot/guess/span.h"

struct family {
    struct filename **at;
    size_t count;
};

/* The parts of a name: the folders before the first field's component, what stands before the first
 * field in this component, and the rest. */
enum part { PART_FOLDERS, PART_BEFORE, PART_REST, PARTS };
struct span family_part(const struct filename *name, enum part part);

/* One span per name, which the caller frees; NULL where memory is short. */
struct span *family_parts(const struct family *f, enum part part);

/* Keeps the names that have the most frequent text of that part; the others are left out, if they
 * are few, else it is an error. */
struct error *family_reduce(struct family *f, enum part part,
                            struct omissions *left_out) MUST_CHECK;

#endif
