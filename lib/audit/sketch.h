/* Distances between any two snapshots, roughly, from one pass: each row is projected to few numbers
 * with random signs (Charikar, Chen and Farach-Colton 2002), which keeps distances to a tenth. Of
 * wide rows only some columns are taken, blocks that are spread evenly and at random. */
#ifndef PHATE_AUDIT_SKETCH_H
#define PHATE_AUDIT_SKETCH_H

#include "stream/record/panel.h"

struct audit_sketch {
    size_t stride;   /* one of so many blocks of columns is taken */
    double *numbers; /* rows x AUDIT_SKETCH */
};

/* Numbers of a row's sketch. */
enum { AUDIT_SKETCH = 256 };

/* The caller frees the sketch. */
struct error *audit_sketch_new(struct audit_sketch *s, size_t rows, size_t cols) MUST_CHECK;
void audit_sketch_free(struct audit_sketch *s);

/* Adds the panel's columns, of one row. Panels may come in any order, and threads may add rows side
 * by side. */
void audit_sketch_add_row(const struct audit_sketch *s, const struct panel *panel, size_t row);

/* Of rows a and b: Euclidean, of the columns that are taken. */
double audit_sketch_distance(const struct audit_sketch *s, size_t a, size_t b);

#endif
