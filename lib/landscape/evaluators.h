/* Programs that evaluate snapshots, whatever trained them, each started once. The protocol: a
 * program reads the path of a snapshot, a line, from its standard input, and answers with a line of
 * numbers on its standard output, which it flushes; until its input ends. */
#ifndef PHATE_LANDSCAPE_EVALUATORS_H
#define PHATE_LANDSCAPE_EVALUATORS_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

enum { EVALUATORS_MAX = 1024, EVALUATOR_NUMBERS_MAX = 64, EVALUATOR_PLACE_MAX = 80 };

struct evaluators; /* numbered from 0 */

struct evaluator_opts {
    const char *command; /* for the shell */
    size_t count;        /* 1 to EVALUATORS_MAX */
    double timeout;      /* seconds that an answer may take; 0: any time */
    pid_t group;         /* the process group that they join (scratch.h) */
};

/* What an evaluator says of a snapshot. NaN is the one without a sign. */
struct answer {
    size_t evaluator;
    size_t count; /* 1 or more */
    double numbers[EVALUATOR_NUMBERS_MAX];
};

/* Starts them. `opts` must outlive them. SIGPIPE is to be ignored. */
struct error *evaluators_start(struct evaluators **e, const struct evaluator_opts *opts) MUST_CHECK;

/* Hands a snapshot to an evaluator that has none. `place` says in errors which it is. Fails where
 * the evaluator has ended, or has said more than it was asked for. */
struct error *evaluators_ask(struct evaluators *e, size_t evaluator, const char *path,
                             const char *place) MUST_CHECK;

/* Waits for the next answer, from whichever evaluator. One at least has been asked. Fails where one
 * that was asked ends, takes too long, or answers with something other than numbers. */
struct error *evaluators_answer(struct evaluators *e, struct answer *answer) MUST_CHECK;

/* When all have answered: ends their input, and waits for their end, not for ever. Fails where one
 * says more than it was asked for. */
struct error *evaluators_finish(struct evaluators *e) MUST_CHECK;

/* Does not end them: that is the group's affair. NULL is allowed. */
void evaluators_free(struct evaluators *e);

#endif
