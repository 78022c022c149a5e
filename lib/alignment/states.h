/* PyTorch's states of an optimiser, which have the numbers of parameters, not their names
 * (followers.h). */
#ifndef PHATE_ALIGNMENT_STATES_H
#define PHATE_ALIGNMENT_STATES_H

#include "alignment/followers.h"

/* Sets f->of of the states whose parameters are known, to that of the parameters, and f->states.
 * Arguments are those of followers_find. Fails where memory is short. */
struct error *states_follow(struct followers *f, const struct checkpoint *c,
                            const enum tensor_verdict *verdicts) MUST_CHECK;

#endif
