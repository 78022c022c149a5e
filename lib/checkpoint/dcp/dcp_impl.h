/* What the values of a pickled index hold. */
#ifndef PHATE_CHECKPOINT_DCP_DCP_IMPL_H
#define PHATE_CHECKPOINT_DCP_DCP_IMPL_H

#include "base/arena.h"
#include "checkpoint/pickle/pickle.h"

/* "WHAT: not what torch.distributed.checkpoint writes". */
struct error *dcp_damaged(const char *what) MUST_CHECK;

/* Whether v is an object of a class, "torch.Size". */
bool dcp_is_object(const struct pickle_value *v, const char *class);

/* A field of an object, or NULL; the second also gives NULL for what is not a dictionary. */
const struct pickle_value *dcp_field(const struct pickle_value *v, const char *name);
const struct pickle_value *dcp_dict_field(const struct pickle_value *v, const char *name);

/* The text of a string that is one line of UTF-8 and not empty, else NULL. v may be NULL. */
const char *dcp_line(const struct pickle_value *v);

/* Whether the properties of a tensor (TensorProperties) name a type of floating point, or one that
 * is not read; whether they say that the tensor requires a gradient. v may be NULL. */
bool dcp_is_float(const struct pickle_value *v);
bool dcp_is_parameter(const struct pickle_value *v);

/* Read a number that is not negative, and a torch.Size (or a tuple) of at most TENSOR_DIMS_MAX such
 * numbers, which live in the arena. v may be NULL, which is an error. */
struct error *dcp_count(const struct pickle_value *v, uint64_t *count) MUST_CHECK;
struct error *dcp_sizes(struct arena *arena, const struct pickle_value *v, const size_t **sizes,
                        size_t *dims) MUST_CHECK;

#endif
