/* The metrics that distances can have. */
#ifndef PHATE_METRIC_H
#define PHATE_METRIC_H

enum metric {
    METRIC_EUCLIDEAN,
    METRIC_COSINE,     /* 1 - cos */
    METRIC_CORRELATION /* 1 - Pearson's r: the cosine distance of rows less their own means */
};

/* NULL-terminated, in the order of the enumeration. */
extern const char *const distance_metric_names[];

#endif
