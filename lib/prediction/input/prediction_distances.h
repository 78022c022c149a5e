/* Distances between the predictions of a stream's snapshots, in one pass over their panels: memory
 * is that of prediction/sum.h, two blocks of whole samples (of jeffreys three), and two panels. */
#ifndef PHATE_PREDICTION_INPUT_PREDICTION_DISTANCES_H
#define PHATE_PREDICTION_INPUT_PREDICTION_DISTANCES_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "prediction/input/labels.h"
#include "prediction/measure.h"
#include "stream/reader/reader.h"
#include "stream/table/table.h"

/* What the numbers are, as the user says. */
enum prediction_kind {
    PREDICTION_KIND_AUTO, /* probabilities where those of the first sample are in all snapshots */
    PREDICTION_KIND_LOGITS,
    PREDICTION_KIND_PROBABILITIES
};
extern const char *const prediction_kind_names[];

struct prediction_distances_request {
    enum prediction_measure measure;
    enum prediction_kind kind;
    size_t classes;                         /* at least 2; the columns are whole samples of them */
    const struct prediction_labels *labels; /* of all samples; NULL: scores are not asked for */
    const struct table *rows;               /* the snapshots' row table, to name them by */
    size_t first; /* of a part of the samples: how many are before it, to name them by */
};

struct prediction_distances {
    struct matrix distance; /* m x m */
    size_t samples, classes;
    const char *values; /* "logits" or "probabilities" */
    /* a number per snapshot, or NULL where they are not asked for (prediction/scores.h) */
    double *accuracy, *cross_entropy, *progress;
};

/* `r` is the reader's current record, n x p of numbers. The caller frees the predictions. Fails on
 * damaged input; where a number is NaN or not a logit or a probability, or the probabilities of a
 * sample do not sum to 1; where a distance is infinite; and where the kind is neither given nor
 * plain. */
struct error *prediction_distances_read(struct reader *reader, const struct record *r,
                                        const struct prediction_distances_request *request,
                                        struct report *report,
                                        struct prediction_distances *predictions) MUST_CHECK;
void prediction_distances_free(struct prediction_distances *predictions);

/* The columns of scores, and the attribute that lists those that there are. */
#define PREDICTION_ACCURACY "accuracy"
#define PREDICTION_CROSS_ENTROPY "cross_entropy"
#define PREDICTION_PROGRESS "progress"
#define PREDICTION_SCORES "scores"

/* The attributes of a distance record: metric, squared, samples, classes, values, and scores where
 * there are some. */
struct error *prediction_distances_set_attrs(const struct prediction_distances *predictions,
                                             enum prediction_measure measure,
                                             struct record *r) MUST_CHECK;

/* Adds the scores as columns to the table of the same rows. */
struct error *prediction_distances_put_scores(const struct prediction_distances *predictions,
                                              struct table *t) MUST_CHECK;

#endif
