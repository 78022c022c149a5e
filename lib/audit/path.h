/* The snapshots of a run in their order, less those that are known to be out of place, and how far
 * they are apart by their sketches. */
#ifndef PHATE_AUDIT_PATH_H
#define PHATE_AUDIT_PATH_H

#include "audit/sketch.h"

struct audit_path {
    const struct audit_sketch *sketch;
    size_t *rows;
    size_t count;
};

double audit_path_apart(const struct audit_path *p, size_t a, size_t b);

/* d(a,i) + d(i,b) - d(a,b), of places on the path. */
double audit_path_detour(const struct audit_path *p, size_t a, size_t i, size_t b);

/* The place u such that the snapshot at `place` fits best between u and the next; *least is its
 * detour there, or INFINITY where there is no other place. */
size_t audit_path_best(const struct audit_path *p, size_t place, double *least);

/* Snapshots behind place `leave` and before place `back`: the way to the first of them and from the
 * last one back, over the distance past them; a logarithm. */
struct audit_stretch {
    size_t leave, back;
    double ratio;
};

/* The stretch of two snapshots or more behind a place that stands out most; its ratio is -INFINITY
 * where there is none. */
struct audit_stretch audit_path_stretch(const struct audit_path *p, size_t leave);

#endif
