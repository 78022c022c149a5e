/* How near snapshots are to the truth, whose classes are the samples' labels. */
#ifndef PHATE_PREDICTION_SCORES_H
#define PHATE_PREDICTION_SCORES_H

#include "prediction/block.h"

struct prediction_scores {
    size_t rows, samples, classes;
    size_t added;     /* samples so far */
    double *accuracy; /* per row: the share of samples whose likeliest class is the label's; */
    double *loss;     /* the mean of -ln p of the label's class, perhaps infinite. Until */
    float *ratio;     /* prediction_scores_finish both are sums. rows x samples: progress.h */
};

/* At least 1 row and 1 sample. The caller frees the scores. */
struct error *prediction_scores_begin(struct prediction_scores *scores, size_t rows, size_t samples,
                                      size_t classes) MUST_CHECK;
void prediction_scores_free(struct prediction_scores *scores);

/* Adds a block that has been packed, with the labels of its samples, each below the classes. */
void prediction_scores_add(struct prediction_scores *scores, const struct prediction_block *block,
                           const uint32_t *labels);

/* After the last sample: the sums become means, and progress[row] that of each row. */
void prediction_scores_finish(struct prediction_scores *scores, double *progress);

#endif
