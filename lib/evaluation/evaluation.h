/* How points are evaluated, whatever they are. */
#ifndef PHATE_EVALUATION_EVALUATION_H
#define PHATE_EVALUATION_EVALUATION_H

#include "base/text/strlist.h"
#include "evaluation/evaluators.h"

struct evaluation_opts {
    struct evaluator_opts evaluator;
    struct strlist names; /* of the answers' first numbers; empty: default names */
    const char *journal;  /* its path; NULL: none */
};

#endif
