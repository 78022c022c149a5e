/* A prediction: the probabilities p of C classes for one sample, as a network gives them. */
#ifndef PHATE_PREDICTION_SOFTMAX_H
#define PHATE_PREDICTION_SOFTMAX_H

#include <stddef.h>

/* What the numbers x are. */
enum prediction_values {
    PREDICTION_LOGITS,       /* p = exp(x) / sum exp(x); -inf is a probability of 0 */
    PREDICTION_PROBABILITIES /* p = x / sum x */
};

/* NULL-terminated, in the order of the enumeration. */
extern const char *const prediction_values_names[];

/* What makes numbers no prediction. */
enum prediction_fault {
    PREDICTION_GOOD,
    PREDICTION_NAN,        /* a number is NaN */
    PREDICTION_INFINITE,   /* +inf, or finite and beyond PREDICTION_LARGEST */
    PREDICTION_IMPOSSIBLE, /* all logits are -inf */
    PREDICTION_NEGATIVE,   /* a probability is */
    PREDICTION_SUM         /* of probabilities: not 1 within PREDICTION_SUM_ERROR */
};

#define PREDICTION_LARGEST 1e150
/* bfloat16 rounds numbers just below 1 by 0.002, and small ones to 0. */
#define PREDICTION_SUM_ERROR 0.005

/* ln p_c = (ln e_c - top) - excess, with e_c = exp(x_c) or x_c: so that nothing underflows, and
 * ln p_c keeps its digits where p_c is nearly 1. */
struct prediction_scale {
    double top;    /* the greatest logit; of probabilities 0 */
    double excess; /* ln sum exp(x - top); of probabilities ln sum x */
    double roots;  /* sum sqrt(p) */
    size_t best;   /* the likeliest class, the first of equals */
};

/* root becomes sqrt(p). Of a fault *at becomes the class and *value the number (of
 * PREDICTION_SUM: the sum). */
enum prediction_fault prediction_softmax(enum prediction_values values, const double *x,
                                         size_t classes, double *root,
                                         struct prediction_scale *scale, size_t *at, double *value);

/* ln p of a number x of that prediction; -inf where p is 0. */
double prediction_log(enum prediction_values values, double x,
                      const struct prediction_scale *scale);

/* How the numbers of one sample look. */
enum prediction_look {
    PREDICTION_LIKE_LOGITS,        /* some number is not in [0, 1], or is NaN */
    PREDICTION_LIKE_PROBABILITIES, /* in [0, 1], of sum 1 */
    PREDICTION_LIKE_NEITHER        /* in [0, 1], of another sum; or percentages, of sum 100 */
};
enum prediction_look prediction_look(const double *x, size_t classes);

#endif
