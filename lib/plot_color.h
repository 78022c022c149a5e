/* The numbers that colour a picture's points, and their scale. */
#ifndef PHATE_PLOT_COLOR_H
#define PHATE_PLOT_COLOR_H

#include "error.h"
#include "report.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>

struct plot_color {
    const char *name;   /* the column, or "row" */
    double *value;      /* one a row; NAN where it is missing or not finite */
    size_t known;       /* rows that have one */
    double least, most; /* of those */
    bool logarithmic;   /* a column, all positive, over more than two decades */
};

/* Takes the column `name` (NULL: the first of test_loss, train_loss and step that has a finite
 * number, else the number of the row, from 1). t may be NULL. `name` lives as long as the table. */
struct error *plot_color_find(struct plot_color *color, const struct table *t, size_t rows,
                              const char *name, struct report *report) MUST_CHECK;
void plot_color_free(struct plot_color *color);

#endif
