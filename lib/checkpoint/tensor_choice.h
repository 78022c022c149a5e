/* Which tensors of a checkpoint are compared: only trained tensors, unless `all` is set. POSIX
 * extended regular expressions on the names narrow the choice: at least one `include` expression
 * must match (if there are any), and no `exclude` expression may match.
 *
 * Whether a tensor is trained, its file may say. If the file does not say, the name decides: a
 * tensor counts as trained unless its name is one that a library gives to running statistics of
 * batch normalisation or to an optimiser's state. */
#ifndef PHATE_CHECKPOINT_TENSOR_CHOICE_H
#define PHATE_CHECKPOINT_TENSOR_CHOICE_H

#include "base/text/regex_list.h"
#include "checkpoint/checkpoint.h"

struct tensor_choice {
    struct regex_list include, exclude;
    bool all;     /* also tensors that are not trained */
    bool buffers; /* also buffers of floating-point numbers */
};

enum tensor_verdict {
    TENSOR_IN,
    TENSOR_OUT_BUFFER,
    TENSOR_OUT_OPTIMISER,
    TENSOR_OUT_NOT_INCLUDED,
    TENSOR_OUT_EXCLUDED
};

/* Adds an expression. Fails, with the reason, if the expression is malformed. */
struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex) MUST_CHECK;
struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex) MUST_CHECK;

enum tensor_verdict tensor_choice_of(const struct tensor_choice *choice, const struct tensor *t);
const char *tensor_choice_text(enum tensor_verdict verdict); /* "in", "out: a buffer", ... */

void tensor_choice_free(struct tensor_choice *choice);

#endif
