/* Names of one kind: those that have one template but for their runs. */
#ifndef PHATE_SNAPSHOT_NAMING_FAMILY_H
#define PHATE_SNAPSHOT_NAMING_FAMILY_H

#include "snapshot/naming/filename.h"
#include "snapshot/naming/omissions.h"
#include "snapshot/naming/span.h"

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

/* Sorts the names by that part, so that *largest and *second, the most frequent texts of it, are
 * stretches of them. */
struct error *family_divide(struct family *f, enum part part, struct family *largest,
                            struct family *second) MUST_CHECK;

/* Keeps a stretch of the names; the others are left out, as named otherwise. */
struct error *family_keep(struct family *f, const struct family *kept,
                          struct omissions *left_out) MUST_CHECK;

#endif
