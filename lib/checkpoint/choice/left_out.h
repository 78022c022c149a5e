/* The tensors that the choice leaves out of a set of checkpoints although the user did not ask for
 * it: those that are not trained, unless they are columns beside a state_dict, and the further
 * names of tied weights. Each name is kept once, whichever file has it, and said once. */
#ifndef PHATE_CHECKPOINT_CHOICE_LEFT_OUT_H
#define PHATE_CHECKPOINT_CHOICE_LEFT_OUT_H

#include "base/report.h"
#include "checkpoint/choice/matched.h"
#include "checkpoint/choice/tensor_choice.h"

struct left_out {
    struct left_out_tensor {
        char *name;
        enum tensor_verdict verdict;
        char *twin; /* of a tied one: the name that is in; else NULL */
    } * at;         /* sorted by name */
    size_t count, room;
    bool moved; /* the others are moved, which only floating-point numbers can be: of these only are
                   those that stay kept and said */
    struct matched matched; /* what the user did ask for, of the first checkpoint */
};

/* Adds what a checkpoint's verdicts, by that choice, leave out; *l is all zero, but for `moved`,
 * before the first call. */
struct error *left_out_add(struct left_out *l, const struct tensor_choice *choice,
                           const struct checkpoint *c,
                           const enum tensor_verdict *verdicts) MUST_CHECK;

/* The tensor of that name, or NULL. */
const struct left_out_tensor *left_out_find(const struct left_out *l, const char *name);

/* One note per reason, with the first names and how to take the tensors in; and what the user's
 * expressions took (matched.h). */
struct error *left_out_report(const struct left_out *l, struct report *report) MUST_CHECK;
void left_out_free(struct left_out *l);

#endif
