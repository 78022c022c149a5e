/* Which tensors of a checkpoint are compared: those that are trained, unless all are wanted; of
 * these, by POSIX extended regular expressions on their names, those where one of the included
 * expressions matches (or there are none), and none of the excluded ones does.
 *
 * What is trained: a tensor is where its file says so. Where the file does not say, it is unless
 * its name is one that a library gives to something else: running statistics of batch
 * normalisation, an optimiser's state. */
#ifndef PHATE_CHECKPOINT_TENSOR_CHOICE_H
#define PHATE_CHECKPOINT_TENSOR_CHOICE_H

#include "base/text/regex_list.h"
#include "checkpoint/checkpoint.h"

struct tensor_choice {
    struct regex_list include, exclude;
    bool all;     /* also what is not trained */
    bool buffers; /* also buffers of floating-point numbers */
};

enum tensor_verdict {
    TENSOR_IN,
    TENSOR_OUT_BUFFER,
    TENSOR_OUT_OPTIMISER,
    TENSOR_OUT_NOT_INCLUDED,
    TENSOR_OUT_EXCLUDED
};

/* Adds an expression. Fails, with the reason, where it is malformed. */
struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex) MUST_CHECK;
struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex) MUST_CHECK;

enum tensor_verdict tensor_choice_of(const struct tensor_choice *choice, const struct tensor *t);
const char *tensor_choice_text(enum tensor_verdict verdict); /* "in", "out: a buffer", ... */

void tensor_choice_free(struct tensor_choice *choice);

#endif
