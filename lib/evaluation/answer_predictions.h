/* What a network predicts: samples x classes, the logits or probabilities of each class for each
 * sample, as an evaluator hands them over: a .npy array, or float32 in this machine's order of
 * samples and classes without a header, of which the shape is not known. */
#ifndef PHATE_EVALUATION_ANSWER_PREDICTIONS_H
#define PHATE_EVALUATION_ANSWER_PREDICTIONS_H

#include "base/dtype.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct answer_shape {
    enum dtype type; /* DTYPE_F32, or DTYPE_F64 where float32 does not hold every number */
    size_t count;    /* numbers */
    size_t classes;  /* 0: not known */
};

struct answer_predictions {
    struct answer_shape shape;
    void *values; /* sample after sample */
};

/* Converts `length` bytes; `data` may have any alignment. The caller frees p. Fails, without a
 * place, if they are not an array of two dimensions, or not whole numbers of float32. */
struct error *answer_predictions_parse(struct answer_predictions *p, const unsigned char *data,
                                       size_t length) MUST_CHECK;

/* Reads them from an open file; errors begin with its path. */
struct error *answer_predictions_read(struct answer_predictions *p, int fd,
                                      const char *path) MUST_CHECK;
void answer_predictions_free(struct answer_predictions *p);

/* The bytes of the numbers. */
size_t answer_predictions_bytes(const struct answer_shape *shape);

bool answer_predictions_are_finite(const struct answer_predictions *p);

/* Fails, with the sample and the class, if a number is NaN or infinite. */
struct error *answer_predictions_check_finite(const struct answer_predictions *p) MUST_CHECK;

#endif
