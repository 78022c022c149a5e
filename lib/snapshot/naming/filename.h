/* The name of a checkpoint, and where in it the numbers are that count during training. */
#ifndef PHATE_SNAPSHOT_NAMING_FILENAME_H
#define PHATE_SNAPSHOT_NAMING_FILENAME_H

#include "snapshot/naming/numbers.h"

#define FILENAME_NONE ((size_t)-1)

struct filename {
    const char *path; /* the caller's */
    struct numbers numbers;
    size_t step, epoch; /* of the numbers, or FILENAME_NONE */
    /* The path is folders [0, head), the part [head, first) of the component in which the first
     * of the fields is, and `rest`. */
    size_t head, first;
    char *rest; /* a part of a template: "{epoch}-step={step}.ckpt"; NULL where there is no field,
                   or where braces of the name itself would be taken for some */
};

/* Finds the numbers, and the step and epoch as far as words beside them tell. The caller frees the
 * name, also on failure. */
struct error *filename_read(struct filename *name, const char *path) MUST_CHECK;
void filename_free(struct filename *name);

bool filename_counts(const struct filename *name);

/* Whether the step is not called so, but, at most, by a word such as checkpoint. */
bool filename_is_vague(const struct filename *name);

/* Sets head, first and rest by step and epoch. */
struct error *filename_split(struct filename *name) MUST_CHECK;

#endif
