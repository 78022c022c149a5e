/* The names under which a checkpoint's compared tensors can be found; see matching.h. */
#ifndef PHATE_SNAPSHOT_MATCHING_NAMES_H
#define PHATE_SNAPSHOT_MATCHING_NAMES_H

#include "checkpoint/choice/trained.h"
#include "snapshot/counted_names.h"

/* A name of a compared tensor, which has one or, if it is tied, several. */
struct matching_name {
    char *name;
    size_t index; /* of the tensor, among those compared */
};

struct matching_names {
    struct matching_name *at; /* sorted by name (bytewise), each name once */
    size_t count;
    struct counted_names counted;
};

/* Collects the names of the tensors of c that are compared: those that are TENSOR_IN. The caller
 * frees them, also on failure. */
struct error *matching_names_of(struct matching_names *n, const struct checkpoint *c,
                                const enum tensor_verdict *verdicts) MUST_CHECK;

/* The same tensors by other names: with ranks in place of numbers (counted_names.h). The caller
 * frees them, also on failure. */
struct error *matching_names_rank(const struct matching_names *n,
                                  struct matching_names *ranked) MUST_CHECK;

/* The entry of that name, or NULL. */
const struct matching_name *matching_names_find(const struct matching_names *n, const char *name);

void matching_names_free(struct matching_names *n);

#endif
