/* What a program and its guard say to each other, and the guard's life. */
#ifndef PHATE_EVALUATION_GUARD_IMPL_H
#define PHATE_EVALUATION_GUARD_IMPL_H

#include "evaluation/evaluators.h"

/* A packet to the guard: start one more program, whose input and output come along; or tell whether
 * the program of that number has ended. */
enum { GUARD_START = -1, GUARD_ENDS = 2 };
struct guard_request {
    int program;
};

/* Its answer: the number of the program that was started, or a negated errno; or 0, or 1 and the
 * status of a program that has ended, as waitpid has it. */
struct guard_answer {
    int result, status;
};

struct guard_post {
    int channel;
    char *dir;           /* the folder's path, which ends in XXXXXX */
    const char *command; /* what a program is started by */
};

/* Makes the folder, and says its path, behind an answer: 0, or a negated errno. Starts programs
 * until the channel's other end is closed; then ends them, and all that they have
 * started, and removes the folder. */
_Noreturn void guard_life(const struct guard_post *post);

#endif
