/* Squared distances with all their digits, from the products of differences.
 *
 * A product <x_i, x_j> loses what is small beside the rows' lengths. So each row is replaced by its
 * difference from its parent, an earlier row or the origin, whichever is the nearest:
 * z_j = x_j - x_parent(j), z_0 = x_0. Rows and origin make a tree, and x_i - x_j is a sum of
 * differences along the way from i to j, hardly one of which is longer than x_i - x_j itself; so
 * |x_i - x_j|^2, a sum of their products, is as exact as its own size allows, whatever the lengths
 * of the rows are; and so are these, next to rows that are much longer. */
#ifndef PHATE_GRAM_DIFFERENCES_H
#define PHATE_GRAM_DIFFERENCES_H

#include "matrix/matrix.h"

#include <stdbool.h>
#include <stdint.h>

/* A row, and its difference from its parent. */
struct difference {
    size_t parent;         /* an earlier row; the row itself where it is the origin */
    uint64_t digest;       /* of the row: where it is equal, so are the rows */
    bool is_tiny;          /* the difference is not zero, but its squares began by underflow */
    double first;          /* the row's first number */
    double squares, sum;   /* of the row's numbers, where they are needed */
    double difference_sum; /* of the difference's numbers, likewise */
    double along;          /* scratch space: the product of the way to this row, and of the */
    size_t visited;        /* difference of the row that was asked for last */
};

/* Numbers of a row's sketch, whose distances are near those of the rows. */
enum { DIFFERENCES_SKETCH = 16 };

/* Adds `count` of a row's columns, the first of which is column `first`, to its sketch, which
 * begins as zeros, and whose numbers are `stride` apart. Each column goes to one number, with a
 * sign that looks random (Charikar, Chen and Farach-Colton 2002); so squared distances are right on
 * average, to a third. */
void differences_sketch(double *sketch, size_t stride, const double *x, size_t count, size_t first);

/* Sets the parents of n rows by their sketches, the numbers of which are n apart: of each the
 * nearest earlier row, the latest of several, or the origin where that is nearer. */
void differences_parents(const double *sketch, size_t n, struct difference *rows);

/* In the lower triangle of g, the products of the rows' differences become squares (form.h); the
 * first `known` rows of it hold squares already. Returns how many pairs of rows, not equal, are so
 * close beside the differences that lead from one to the other that their distance holds fewer than
 * three digits. */
size_t differences_to_squares(struct difference *rows, size_t known, struct matrix *g);

#endif
