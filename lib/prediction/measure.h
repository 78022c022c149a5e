/* How far apart two networks are by what they predict: means over N samples, each a distribution p
 * over C classes, so that values over parts of the samples add up, weighted by their samples (Mao
 * et al., PNAS 2024).
 *   bhattacharyya   -ln sum_c sqrt(p_u p_v)
 *   hellinger       2 - 2 sum_c sqrt(p_u p_v) = sum_c (sqrt(p_u) - sqrt(p_v))^2
 *   jeffreys        sum_c (p_u - p_v) (ln p_u - ln p_v)
 *   disagreement    1 where the likeliest classes differ, else 0 */
#ifndef PHATE_PREDICTION_MEASURE_H
#define PHATE_PREDICTION_MEASURE_H

#include <stdbool.h>

enum prediction_measure {
    PREDICTION_BHATTACHARYYA,
    PREDICTION_HELLINGER,
    PREDICTION_JEFFREYS,
    PREDICTION_DISAGREEMENT
};

/* NULL-terminated, in the order of the enumeration. */
extern const char *const prediction_measure_names[];

/* Whether it grows as the square of a small change of predictions does. */
bool prediction_measure_is_squared(enum prediction_measure measure);

#endif
