#include "prediction/softmax.h"

#include <math.h>
#include <stdbool.h>

const char *const prediction_values_names[] = {"logits", "probabilities", NULL};

static bool is_about(double sum, double whole)
{
    return fabs(sum - whole) <= whole * PREDICTION_SUM_ERROR;
}

/* ---- checks ---- */

static enum prediction_fault check_logit(double x)
{
    if (isnan(x))
        return PREDICTION_NAN;
    return x > PREDICTION_LARGEST || (x < -PREDICTION_LARGEST && !isinf(x)) ? PREDICTION_INFINITE
                                                                            : PREDICTION_GOOD;
}

static enum prediction_fault check_probability(double x)
{
    if (isnan(x))
        return PREDICTION_NAN;
    return x < 0 ? PREDICTION_NEGATIVE : PREDICTION_GOOD;
}

static enum prediction_fault find_fault(enum prediction_values values, const double *x,
                                        size_t classes, size_t *at, double *value)
{
    for (size_t c = 0; c < classes; c++) {
        enum prediction_fault fault =
            values == PREDICTION_LOGITS ? check_logit(x[c]) : check_probability(x[c]);
        *at = c;
        *value = x[c];
        if (fault)
            return fault;
    }
    return PREDICTION_GOOD;
}

static size_t first_greatest(const double *x, size_t classes)
{
    size_t best = 0;
    for (size_t c = 1; c < classes; c++)
        if (x[c] > x[best])
            best = c;
    return best;
}

/* ---- roots ---- */

/* The sum of p's roots; the roots become those of p. */
static double scale_roots(double *root, size_t classes, double factor)
{
    double sum = 0;
    for (size_t c = 0; c < classes; c++) {
        root[c] *= factor;
        sum += root[c];
    }
    return sum;
}

static void take_logits(const double *x, size_t classes, double *root,
                        struct prediction_scale *scale)
{
    double others = 0; /* the sum of exp(x - top) without the greatest term, which is 1 */
    scale->top = x[scale->best];
    for (size_t c = 0; c < classes; c++) {
        root[c] = exp((x[c] - scale->top) / 2);
        others += c == scale->best ? 0 : root[c] * root[c];
    }
    scale->excess = log1p(others);
    scale->roots = scale_roots(root, classes, 1 / sqrt(1 + others));
}

static void take_probabilities(const double *x, size_t classes, double sum, double *root,
                               struct prediction_scale *scale)
{
    for (size_t c = 0; c < classes; c++)
        root[c] = sqrt(x[c]);
    scale->top = 0;
    scale->excess = log(sum);
    scale->roots = scale_roots(root, classes, 1 / sqrt(sum));
}

static double sum_of(const double *x, size_t classes)
{
    double sum = 0;
    for (size_t c = 0; c < classes; c++)
        sum += x[c];
    return sum;
}

enum prediction_fault prediction_softmax(enum prediction_values values, const double *x,
                                         size_t classes, double *root,
                                         struct prediction_scale *scale, size_t *at, double *value)
{
    enum prediction_fault fault = find_fault(values, x, classes, at, value);
    if (fault)
        return fault;
    scale->best = first_greatest(x, classes);
    if (values == PREDICTION_LOGITS) {
        if (isinf(x[scale->best]))
            return PREDICTION_IMPOSSIBLE;
        take_logits(x, classes, root, scale);
        return PREDICTION_GOOD;
    }
    *value = sum_of(x, classes);
    if (!is_about(*value, 1))
        return PREDICTION_SUM;
    take_probabilities(x, classes, *value, root, scale);
    return PREDICTION_GOOD;
}

double prediction_log(enum prediction_values values, double x, const struct prediction_scale *scale)
{
    return (values == PREDICTION_LOGITS ? x : log(x)) - scale->top - scale->excess;
}

enum prediction_look prediction_look(const double *x, size_t classes)
{
    double greatest = 0, sum = sum_of(x, classes);
    for (size_t c = 0; c < classes; c++) {
        if (!(x[c] >= 0))
            return PREDICTION_LIKE_LOGITS;
        greatest = fmax(greatest, x[c]);
    }
    if (is_about(sum, 1))
        return PREDICTION_LIKE_PROBABILITIES;
    return greatest <= 1 + PREDICTION_SUM_ERROR || is_about(sum, 100) ? PREDICTION_LIKE_NEITHER
                                                                      : PREDICTION_LIKE_LOGITS;
}
