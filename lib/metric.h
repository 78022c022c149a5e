/* The metrics that distances can have. */
#ifndef PHATE_METRIC_H
#define PHATE_METRIC_H

enum metric { METRIC_EUCLIDEAN, METRIC_COSINE };

/* NULL-terminated, in the order of the enumeration. */
extern const char *const metric_names[];

#endif
