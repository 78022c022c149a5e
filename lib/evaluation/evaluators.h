/* Programs that evaluate snapshots of any training; each program is started once. The protocol:
 * until its input ends, the program reads a line, the path of a snapshot, from its standard input,
 * and answers on its standard output, which it flushes (answer.h). */
#ifndef PHATE_EVALUATION_EVALUATORS_H
#define PHATE_EVALUATION_EVALUATORS_H

#include "evaluation/answer.h"
#include "evaluation/guard.h"

#include <stddef.h>

enum { EVALUATORS_MAX = 1024 };

struct evaluators; /* numbered from 0 */

struct evaluator_opts {
    const char *command; /* for the shell */
    size_t count;        /* 1 to EVALUATORS_MAX */
    double timeout;      /* seconds that an answer may take; 0: no limit */
};

/* Starts the evaluators, which run the guard's command. `opts` and the guard must outlive them. The
 * process must ignore SIGPIPE. */
struct error *evaluators_start(struct evaluators **e, const struct evaluator_opts *opts,
                               const struct guard *guard) MUST_CHECK;

/* Gives a snapshot to an idle evaluator. Errors begin with `place`, a name of the snapshot. Fails
 * if the evaluator has ended, or has printed more than it was asked for. */
struct error *evaluators_ask(struct evaluators *e, size_t evaluator, const char *path,
                             const char *place) MUST_CHECK;

/* Waits for the next answer, from any evaluator, and gives it to the caller, who frees it. At least
 * one must have been asked. Fails if an evaluator that was asked ends, takes too long, or answers
 * anything else. */
struct error *evaluators_answer(struct evaluators *e, struct answer *answer) MUST_CHECK;

/* To be called when all have answered: closes their input and waits, for a bounded time, for them
 * to exit. Fails if one prints more than it was asked for. */
struct error *evaluators_finish(struct evaluators *e) MUST_CHECK;

/* Does not end the programs: guard_end does. Accepts NULL. */
void evaluators_free(struct evaluators *e);

#endif
