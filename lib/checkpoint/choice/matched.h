/* What the user's expressions took of a checkpoint: they may match more names than was meant, or
 * none. */
#ifndef PHATE_CHECKPOINT_CHOICE_MATCHED_H
#define PHATE_CHECKPOINT_CHOICE_MATCHED_H

#include "base/report.h"
#include "base/text/name_forms.h"
#include "checkpoint/choice/tensor_choice.h"

struct matched {
    bool known, includes, excludes; /* there are such expressions */
    size_t tensors, in, out;        /* of the checkpoint; taken in; left out by expressions */
    struct name_forms names_in, names_out;
};

/* Of the first checkpoint only; *m is all zero before. */
struct error *matched_add(struct matched *m, const struct tensor_choice *choice,
                          const struct checkpoint *c,
                          const enum tensor_verdict *verdicts) MUST_CHECK;

/* A note of what --include takes, and one of what --exclude leaves out, where they are given. */
struct error *matched_report(const struct matched *m, struct report *report) MUST_CHECK;
void matched_free(struct matched *m);

#endif
