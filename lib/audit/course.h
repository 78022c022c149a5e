/* Snapshots that do not lie where their steps say, by what is usual of r in their run (usual.h).
 *
 * A snapshot has left the path of its run, which then returns, where its r is far above. It is out
 * of order where its r is above and it fits better between two others of the run: where the detour
 * over it there, d(u,b) + d(b,v) - d(u,v), is below 0.6 of the one here. That is told by sketches
 * (sketch.h), as are several snapshots in a row that leave the path together.
 *
 * Of 1,800 honest synthetic runs each of 12 and of 40 snapshots (random walks and scatter in 10 to
 * 1,000 dimensions, with equal deviations and with deviations of 1/k, and gradient descent on a
 * quadratic function at learning rates from 0.3 to 1.99 of the 2 where it diverges, with noise and
 * without) 1.1 % and 0.4 % have a snapshot that is reported, nearly all of them with deviations of
 * 1/k, which leave two or three effective dimensions. */
#ifndef PHATE_AUDIT_COURSE_H
#define PHATE_AUDIT_COURSE_H

#include "audit/equal.h"
#include "audit/findings.h"
#include "audit/measure.h"
#include "audit/sketch.h"

/* Reports snapshots, and stretches of them, that leave the path of their run and return; those that
 * are out of order; and, of the other snapshots, tensors that leave and return. Snapshots that hold
 * copies are left out: equal.h reports them.
 *
 * whole    of each row, audit_measure_whole
 * copies   of each row */
struct error *audit_course_find(struct table *out, const struct audit_measure *m,
                                const struct audit_cell *whole, const struct audit_sketch *sketch,
                                const enum audit_copied *copies) MUST_CHECK;

#endif
