/* The rows of a stream divided by the values of a column. */
#ifndef PHATE_PLOT_FIGURE_FACETS_H
#define PHATE_PLOT_FIGURE_FACETS_H

#include "base/error.h"
#include "base/text/strlist.h"
#include "matrix/matrix.h"
#include "stream/table/table.h"

#include <stdbool.h>

/* Some rows of a stream, in their order. */
struct plot_part {
    struct matrix coords;
    struct table rows;
};

/* The different cells of a column: in the order of their numbers where all are numbers, else in
 * that of their first rows. Fails where there are more than `most`. */
struct error *plot_facets_find(struct strlist *values, const struct table *t, size_t column,
                               size_t most) MUST_CHECK;

/* The rows whose flag is set; `keep` has a flag a row. The caller frees *part with plot_part_free,
 * also on failure. */
struct error *plot_part_take(struct plot_part *part, const struct matrix *coords,
                             const struct table *t, const bool *keep) MUST_CHECK;

/* The rows whose cell is `value`; otherwise the same. */
struct error *plot_part_take_value(struct plot_part *part, const struct matrix *coords,
                                   const struct table *t, size_t column,
                                   const char *value) MUST_CHECK;
void plot_part_free(struct plot_part *part);

/* What a panel of such rows is called: the value, with the column's name where it is a number. */
struct error *plot_facet_title(struct strlist *titles, const char *stream, const char *column,
                               const char *value) MUST_CHECK;

#endif
