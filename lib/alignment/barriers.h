/* How high the loss rises on the straight line from the reference to each run, before and after the
 * alignment: linear mode connectivity (Frankle et al. 2020; Ainsworth et al. 2023). The line is
 * lossgrid's, between last snapshots; buffers, such as running means, are interpolated too. */
#ifndef PHATE_ALIGNMENT_BARRIERS_H
#define PHATE_ALIGNMENT_BARRIERS_H

#include "alignment/labels.h"
#include "evaluation/evaluators.h"

struct barriers_opts {
    struct evaluator_opts evaluator; /* the first number of an answer is the loss */
    size_t points;                   /* of a line, with both ends; at least 3 */
};

/* A run's; NaN where the evaluator gave no finite loss at an end. */
struct run_barrier {
    double loss;             /* of the run's last snapshot */
    double barrier, aligned; /* barrier.h's height, before and after; 0 of the reference */
};

/* `barriers` (one per run) are set. Fails as lossgrid_run does, where a copy in the snapshots'
 * format cannot be made, and where a run's aligned network has another loss than its original: then
 * the specification is wrong. The error begins with the run. */
struct error *barriers_find(struct run_barrier *barriers, const struct roster *r,
                            const struct network *n, const struct labels *labels,
                            const struct concat *files, const struct barriers_opts *opts,
                            struct report *report) MUST_CHECK;

#endif
