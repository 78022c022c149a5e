#include "prediction/measure.h"

#include <stddef.h>

const char *const prediction_measure_names[] = {"bhattacharyya", "hellinger", "jeffreys",
                                                "disagreement", NULL};

bool prediction_measure_is_squared(enum prediction_measure measure)
{
    return measure != PREDICTION_DISAGREEMENT;
}
