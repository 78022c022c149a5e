/* The files in which evaluators hand predictions over, one after another: whether one that is named
 * again has been written anew for the question. */
#ifndef PHATE_EVALUATION_ANSWER_FILE_H
#define PHATE_EVALUATION_ANSWER_FILE_H

#include "base/error.h"
#include "base/file/identity.h"

#include <stddef.h>
#include <time.h>

/* The moment of a question, by the clock that stamps files. */
struct timespec answer_file_clock(void);

/* Opens `path`, which evaluator `evaluator` of `count` has named, for reading; the caller closes
 * *fd. `last` has for each of them the file that it has named last, as that was then; all zero: it
 * has named none. Fails, with the path, where that is the file that it named before, and nothing
 * has written it since `asked`; and where it is the file that another one has named last:
 * evaluators that run at a time would write over each other's predictions. */
struct error *answer_file_open(struct file_identity *last, size_t count, size_t evaluator,
                               const char *path, const struct timespec *asked, int *fd) MUST_CHECK;

#endif
