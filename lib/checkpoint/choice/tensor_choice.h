/* Which tensors of a checkpoint are compared. POSIX extended regular expressions on the names
 * narrow the choice: at least one `include` expression must match (if there are any), and no
 * `exclude` expression may match. Of these tensors only the trained ones (trained.h) are compared,
 * unless `all` is set (which takes in no text or dates); and a tensor that the file holds under
 * several names (tied weights) is compared once, under the first of the names that are chosen. */
#ifndef PHATE_CHECKPOINT_CHOICE_TENSOR_CHOICE_H
#define PHATE_CHECKPOINT_CHOICE_TENSOR_CHOICE_H

#include "base/text/regex_list.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/choice/trained.h"

#include <stdio.h>

struct tensor_choice {
    struct regex_list include, exclude;
    const char *exclude_option; /* what adds to `exclude`, for errors; NULL: -x */
    bool all;                   /* also tensors that are not trained */
    bool buffers;               /* also buffers of floating-point numbers */
    bool tied;                  /* tied weights under all their names */
    /* Not weights: every tensor of samples x features (two dimensions or more), whatever its type,
     * and whatever its name means elsewhere. */
    bool activations;
};

/* Adds an expression. Fails, with the reason, if the expression is malformed. */
struct error *tensor_choice_include(struct tensor_choice *choice, const char *regex) MUST_CHECK;
struct error *tensor_choice_exclude(struct tensor_choice *choice, const char *regex) MUST_CHECK;

/* Sets one verdict per tensor. A tensor that would be in but cannot be read is
 * TENSOR_UNREADABLE. */
struct error *tensor_choice_judge(const struct tensor_choice *choice, const struct checkpoint *c,
                                  enum tensor_verdict *verdicts) MUST_CHECK;

/* The same, for a caller that reads the tensors which are in: fails if one is unreadable; the error
 * names file and tensor, and says how to leave the tensor out. */
struct error *tensor_choice_apply(const struct tensor_choice *choice, const struct checkpoint *c,
                                  enum tensor_verdict *verdicts) MUST_CHECK;

/* The tensor that is in, whose elements those of tensor `index`, a tied one, are. */
const struct tensor *tensor_choice_twin(const struct checkpoint *c,
                                        const enum tensor_verdict *verdicts, size_t index);

/* Prints "in", "out: a buffer, not trained", "out: is wte.weight, counted once", ... */
void tensor_choice_print(FILE *f, const struct checkpoint *c, const enum tensor_verdict *verdicts,
                         size_t index);

void tensor_choice_free(struct tensor_choice *choice);

#endif
