/* The entropy curve of an operator over its powers (phate/entropy.h), and the file that shows it.
 */
#ifndef PHATE_OPERATOR_CURVE_H
#define PHATE_OPERATOR_CURVE_H

#include "matrix/matrix.h"
#include "operator/powers.h"
#include "phate/diffusion.h"
#include "phate/entropy.h"
#include "stream/record/record.h"
#include "stream/writer.h"

struct curve {
    enum spectrum spectrum;
    struct entropy_scale scale;
    struct matrix values;  /* the operator's: n x 1 */
    struct matrix entropy; /* H of the scale's powers: points x 1 */
};

/* The caller frees it. */
struct error *curve_make(struct curve *c, const struct diffusion *d, enum spectrum spectrum,
                         const struct entropy_scale *scale) MUST_CHECK;
void curve_free(struct curve *c);

size_t curve_knee(const struct curve *c);

/* A TSV of i (on a doubling scale the power), H and whether i is one of the powers; or, under a
 * name that ends in .phm, the values that make the curve as a record of kind spectrum, which
 * trajplot draws: made from `source`, by the program of that line of provenance. "-" is standard
 * output. Replaces *w, a curve of before or NULL, by a writer that the caller commits or discards,
 * and that shows nothing before. On failure *w is NULL. */
struct error *curve_write(const struct curve *c, const struct powers *chosen,
                          const struct record *source, const char *provenance, const char *path,
                          struct writer **w) MUST_CHECK;

#endif
