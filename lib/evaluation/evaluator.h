/* A program that evaluates snapshots, and the talk with it; evaluators.h has the protocol. All
 * errors name the last snapshot that it was asked for, or, before, the one that it is asked for. */
#ifndef PHATE_EVALUATION_EVALUATOR_H
#define PHATE_EVALUATION_EVALUATOR_H

#include "evaluation/answer.h"
#include "evaluation/guard.h"

#include <stdbool.h>
#include <stddef.h>

enum { EVALUATOR_LINE_MAX = 8192 };

struct evaluator {
    const struct guard *guard;
    int program; /* the guard's number of it */
    int to, from;
    bool asked;
    char *place;   /* the snapshot's name in messages; NULL before the first question */
    size_t length; /* bytes in `said` */
    char said[EVALUATOR_LINE_MAX];
    struct answer answer; /* whose line has come, but not all of its block: */
    bool in_block;
    size_t block_got, block_room; /* bytes */
};

/* Starts the guard's command. On failure evaluator_free frees what was made. */
struct error *evaluator_start(struct evaluator *v, const struct guard *guard) MUST_CHECK;
/* Does not end the program. */
void evaluator_free(struct evaluator *v);

/* Gives the evaluator a path. Fails if it has ended, or has printed more than it was asked for. */
struct error *evaluator_ask(struct evaluator *v, const char *path, const char *place) MUST_CHECK;

/* Takes what the evaluator has printed; there is something, or it has ended, which is an error.
 * *whole says whether that completes the answer, which the caller frees. */
struct error *evaluator_hear(struct evaluator *v, struct answer *answer, bool *whole) MUST_CHECK;

/* " after 80 of 100 bytes of predictions", or "", for messages. */
enum { EVALUATOR_SO_FAR = 96 };
void evaluator_print_so_far(const struct evaluator *v, char text[EVALUATOR_SO_FAR]);

/* Closes the evaluator's input, so that it ends. */
void evaluator_dismiss(struct evaluator *v);
/* Waits, for a bounded time, until it ends. Fails if it prints more than it was asked for. */
struct error *evaluator_await_end(struct evaluator *v) MUST_CHECK;

#endif
