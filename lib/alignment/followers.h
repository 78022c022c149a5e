/* Which tensor of the specification each tensor of a file follows, so that all of the file that is
 * numbered by the network's units changes together:
 *
 *   - the specification's tensors themselves (parameters, and buffers such as running means), under
 *     all their names (tied weights);
 *   - tensors whose names have a parameter's name in them, if they have its shape, and so have all
 *     that have the same parts around a parameter's name: an optimiser's moments, a moving average
 *     of the weights, but not another network beside;
 *   - PyTorch's numbered states of an optimiser, "optimizer.state.0.exp_avg": state k is that of
 *     parameter k. Names and shapes do not tell this order, but the file does, in which the
 *     parameters and the states stand in order. Taken only if there is a state for each parameter,
 *     all of its shape. */
#ifndef PHATE_ALIGNMENT_FOLLOWERS_H
#define PHATE_ALIGNMENT_FOLLOWERS_H

#include "align/spec.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/choice/trained.h"

#define FOLLOWS_NONE ((size_t)-1)

struct followers { /* {0} is empty */
    size_t *of;    /* per tensor of the file: its tensor in the specification, or FOLLOWS_NONE */
    size_t count;
    size_t states;   /* how many follow as an optimiser's numbered states */
    size_t doubtful; /* the first tensor that looks as if it should follow, but no rule says which;
                        or FOLLOWS_NONE */
};

/* `at` (spec->count) are the indices in c->tensors of the specification's own tensors; `verdicts`
 * are the file's, of which TENSOR_IN are the parameters, each once. The caller frees f. Fails where
 * memory is short. */
struct error *followers_find(struct followers *f, const struct spec *spec,
                             const struct checkpoint *c, const enum tensor_verdict *verdicts,
                             const size_t *at) MUST_CHECK;
void followers_free(struct followers *f);

#endif
