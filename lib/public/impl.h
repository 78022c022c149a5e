/* What the functions of phate.h share: they check what they are given, and turn the public types
 * into those of the rooms below. */
#ifndef PHATE_PUBLIC_IMPL_H
#define PHATE_PUBLIC_IMPL_H

#include "base/report.h"
#include "distance/points.h"
#include "matrix/matrix.h"
#include "public/phate.h"

/* A public error is an error. */
static inline struct phate_error *public_error(struct error *err)
{
    return (struct phate_error *)err;
}

/* ---- options.c ---- */

/* What a function works with. */
struct call {
    struct report report; /* says what it is told by options.say */
    struct phate_options options;
};

/* From the caller's options, or NULL. Fails where one is out of its range, or two exclude each
 * other. */
struct error *options_take(struct call *call, const struct phate_options *given) MUST_CHECK;

struct points_options options_of_points(const struct phate_options *o);

/* ---- array.c ---- */

/* Fails where the array, which the error calls `name`, is NULL, has no elements, or cannot be so
 * large. */
struct error *array_check(const void *a, size_t rows, size_t cols, size_t element,
                          const char *name) MUST_CHECK;

/* The caller's array of doubles, checked, as a matrix of its own. */
struct error *array_take(struct matrix *m, const double *a, size_t rows, size_t cols,
                         const char *name) MUST_CHECK;

/* Copies the matrix to the caller's array, which may be NULL where the matrix is empty. */
void array_give(const struct matrix *m, double *a);

#endif
