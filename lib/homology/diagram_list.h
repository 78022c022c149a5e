/* The diagrams of a stream, and how far those of two streams are apart. */
#ifndef PHATE_HOMOLOGY_DIAGRAM_LIST_H
#define PHATE_HOMOLOGY_DIAGRAM_LIST_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "stream/record/record.h"
#include "stream/table/table.h"

struct diagram_list {
    const char *name; /* of the stream, for messages */
    struct stored_diagram {
        struct record record;
        struct matrix points;
    } * at;
    size_t count;
};

/* path NULL or "-": standard input; it lives as long as the list, which the caller frees. Fails
 * where the stream has no diagram, or a malformed one. */
struct error *diagram_list_read(struct diagram_list *list, const char *path) MUST_CHECK;
void diagram_list_free(struct diagram_list *list);

/* Adds a row for each pair of diagrams and each dimension (tables.h): each of a with that of b at
 * the same place, or with b's only one. Fails where b has neither one diagram nor as many as a, and
 * on diagrams of different filtrations; warns where their columns differ. */
struct error *diagram_list_compare(const struct diagram_list *a, const struct diagram_list *b,
                                   struct report *report, struct table *t) MUST_CHECK;

#endif
