/* What is trained, and what is not. A file may say it of a tensor (its role). If the file says
 * nothing, rules decide, by the type of the elements and by the name: a tensor counts as trained
 * unless a rule leaves it out. The rules are one table; snapcat(1) shows it. */
#ifndef PHATE_CHECKPOINT_CHOICE_TRAINED_H
#define PHATE_CHECKPOINT_CHOICE_TRAINED_H

#include "checkpoint/tensor.h"

/* Whether a tensor is compared, or why not. */
enum tensor_verdict {
    TENSOR_IN,
    TENSOR_OUT_BUFFER,
    TENSOR_OUT_COUNTER,
    TENSOR_OUT_METRIC,
    TENSOR_OUT_OPTIMISER,
    TENSOR_OUT_AVERAGE, /* a copy of the network, averaged over steps, that stands beside it */
    TENSOR_OUT_BYTES,
    TENSOR_OUT_BOOLEANS,
    TENSOR_OUT_INTEGERS,
    TENSOR_OUT_BESIDE,        /* beside the state_dict */
    TENSOR_OUT_BESIDE_COLUMN, /* likewise, and its one number is a column of the rows */
    TENSOR_OUT_COLUMN,        /* a number of no dimension that is a column of the rows */
    TENSOR_OUT_NO_NUMBERS,
    TENSOR_OUT_NO_FEATURES, /* of a choice of activations: fewer than two dimensions */
    TENSOR_OUT_NOT_INCLUDED,
    TENSOR_OUT_EXCLUDED,
    TENSOR_OUT_TIED,   /* has the elements of another tensor that is in */
    TENSOR_UNREADABLE, /* would be in */
    TENSOR_VERDICTS
};

/* Sets one verdict per tensor of a file, by the role, or by the rules: TENSOR_IN, or the reason why
 * the tensor is not trained. The tensors are sorted by name: a rule may ask what stands beside. The
 * type of an unreadable tensor is not considered. */
void trained_verdicts(const struct tensor *tensors, size_t count, enum tensor_verdict *verdicts);

/* "a buffer, not trained", "an optimiser's state", ...; NULL of TENSOR_IN and of the verdicts that
 * are not about training. */
const char *trained_reason(enum tensor_verdict verdict);
const char *trained_reason_plural(enum tensor_verdict verdict); /* "buffers", ...; or NULL */

/* The table of rules: a heading, then one line per rule, in columns of which two spaces or more
 * separate one from the next. The caller frees *text. */
struct error *trained_rules_format(char **text) MUST_CHECK;

#endif
