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

/* Chooses among the numbers `varying` of the names, of which there are several, all in one
 * component: the only whole one, where all others are fractions and no folder has it twice, as in
 * "weights.01-1.33.h5"; else the last, where all grow with it. The others become metrics. Fails,
 * with the templates to choose from, where nothing says which. */
struct error *several_choose(const struct group *g, const size_t *varying, size_t count,
                             size_t *chosen) MUST_CHECK;

#endif
