#include "distance/metric.h"

#include <stddef.h>

const char *const distance_metric_names[] = {[METRIC_EUCLIDEAN] = "euclidean",
                                             [METRIC_COSINE] = "cosine",
                                             [METRIC_CORRELATION] = "correlation",
                                             NULL};
