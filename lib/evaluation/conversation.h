/* The evaluation of points, each of which is a snapshot's file: every point that is not known yet
 * is given to an evaluator, and its answer is kept and appended to the journal. */
#ifndef PHATE_EVALUATION_CONVERSATION_H
#define PHATE_EVALUATION_CONVERSATION_H

#include "base/report.h"
#include "evaluation/evaluators.h"
#include "evaluation/journal.h"

struct conversation {
    struct answers *answers; /* of all points */
    struct journal *journal;
    const char *points; /* what progress calls them: "points" */
    void *context;      /* of the functions */
    /* A point's name, such as "x = 0.5", with which errors begin; the caller frees *name. */
    struct error *(*name)(void *context, size_t point, char **name);
    /* The path of the point's snapshot, which the caller frees. A temporary snapshot is made in
     * `dir`, a private directory. */
    struct error *(*snapshot)(void *context, size_t point, const char *dir, char **path);
    bool temporary; /* each snapshot is removed when it is answered */
};

/* Returns when all points are known. At least one must be unknown. After an error the answers and
 * the journal have all points that were answered. The function starts at most as many evaluators as
 * there are unknown points. */
struct error *conversation_hold(const struct conversation *c, const struct evaluator_opts *opts,
                                struct report *report) MUST_CHECK;

#endif
