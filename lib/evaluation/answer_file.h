/* The files in which evaluators hand predictions over, one after another: whether one that is named
 * again has been written anew for the question. */
#ifndef PHATE_EVALUATION_ANSWER_FILE_H
#define PHATE_EVALUATION_ANSWER_FILE_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>
#include <time.h>

/* The file that an evaluator has named last, as it was then; all zero: it has named none. */
struct answer_file {
    dev_t device;
    ino_t number;
    struct timespec changed;
};

/* The moment of a question, by the clock that stamps files. */
struct timespec answer_file_clock(void);

/* Notes that evaluator `evaluator` of `count` has named `path`. Fails, with the path, where that is
 * the file that it named before, and nothing has written it since `asked`; and where it is the file
 * that another one has named last: evaluators that run at a time would write over each other's
 * predictions. A file that is not there is left to its reader. */
struct error *answer_file_check(struct answer_file *last, size_t count, size_t evaluator,
                                const char *path, const struct timespec *asked) MUST_CHECK;

#endif
