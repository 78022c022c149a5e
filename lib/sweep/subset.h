/* The rows of a picture: all, or those that are not of a run left out. */
#ifndef PHATE_SWEEP_SUBSET_H
#define PHATE_SWEEP_SUBSET_H

#include "matrix/matrix.h"
#include "stream/table/table.h"

#include <stddef.h>

struct subset {
    size_t *row; /* ascending */
    size_t count;
};

/* Of `rows` rows those whose run is not `left_out`; the caller frees it. run (rows) tells each
 * row's run; NULL: no run is left out. */
struct error *subset_new(struct subset *s, const size_t *run, size_t rows,
                         size_t left_out) MUST_CHECK;
void subset_free(struct subset *s);

/* The subset's rows and columns of m, which is square; the caller frees them. */
struct error *subset_gather(const struct subset *s, const struct matrix *m,
                            struct matrix *part) MUST_CHECK;

/* The subset's rows of a table, which the caller frees. */
struct error *subset_gather_table(const struct subset *s, const struct table *t,
                                  struct table *part) MUST_CHECK;

#endif
