/* Steps that are below the rounding of the type that they were stored in.
 *
 * A number x, 2^k <= |x| < 2^(k+1), that is rounded to p binary digits is off by an error that is
 * uniform within +-2^(k-p): its root mean square is 2^(k-p) / sqrt(3). Over numbers whose
 * logarithms are spread evenly, that is r = 2^-p sqrt(2 ln 2) / 3 of their root mean square (bf16:
 * 0.153 %; f16: 0.019 %; f32: 2.3e-8; of normal numbers a tenth more). Two snapshots that were the
 * same before each was rounded by itself would be sqrt(2) r of the length apart: a step that is
 * shorter shows what rounding does. */
#ifndef PHATE_AUDIT_ROUNDING_H
#define PHATE_AUDIT_ROUNDING_H

#include "audit/findings.h"
#include "audit/measure.h"

/* The relative distance of neighbouring numbers, 2^(1-p); of types other than floating point, and
 * where the type is not known, that of float64. */
double audit_rounding_spacing(enum dtype type);

/* r of the type; 0 where it is not known, or not of floating point. */
double audit_rounding_share(enum dtype type);

/* Reports, of each run, how many of its steps are below the rounding, whole and, where none is as a
 * whole, of each tensor. Steps of length 0 do not count: equal.h reports them. */
struct error *audit_rounding_find(struct table *out, const struct audit_measure *m,
                                  const struct audit_cell *whole) MUST_CHECK;

#endif
