/* Which of several numbers that vary in a name counts. */
#ifndef PHATE_SNAPSHOT_NAMING_SEVERAL_H
#define PHATE_SNAPSHOT_NAMING_SEVERAL_H

#include "snapshot/naming/filename.h"

/* A name that does not say its step, and its text with the numbers taken out. */
struct blank {
    struct filename *name;
    char *skeleton;
};

/* The names of one skeleton: number i of one corresponds to number i of all. */
struct group {
    struct blank *at;
    size_t count;
};

/* Number i becomes a column of all names. */
void several_call_metric(const struct group *g, size_t i);

/* The numbers `varying` other than the step become columns; fails, with the templates to choose
 * from, unless they grow with it. */
struct error *several_call(const struct group *g, const size_t *varying, size_t count,
                           size_t step) MUST_CHECK;

#endif
