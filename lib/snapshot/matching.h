/* Which tensor of a file is which tensor of the first file: each compared tensor of the first needs
 * one, of the same shape, and no compared tensor may be left over.
 *
 * Tensors match by name. The name of a tied tensor may also be that of any other tensor of its tie,
 * since one format writes all of the names, another only one, and not always the same. If names do
 * not match all tensors, those that a program counts on may, by order (counted_names.h): all
 * tensors match by one of the two rules, or none do. */
#ifndef PHATE_SNAPSHOT_MATCHING_H
#define PHATE_SNAPSHOT_MATCHING_H

#include "checkpoint/choice/trained.h"
#include "snapshot/matching_names.h"

/* The first file. */
struct matching {
    const char *path;
    const struct tensor *tensors; /* those compared, sorted by name */
    size_t count;
    struct matching_names names;
};

/* Sets of[i], for each i in [0, m->count), to the index in c->tensors of the tensor that matches
 * tensor i of the first file. *by_order is NULL, or says which names were matched by order, in one
 * line with both files' names, which the caller frees. Fails if tensors differ, naming both files
 * and the first difference. */
struct error *matching_find(const struct matching *m, const struct checkpoint *c,
                            const enum tensor_verdict *verdicts, size_t *of,
                            char **by_order) MUST_CHECK;

#endif
