/* The mean of distances between predictions over parts of the samples, weighted by how many they
 * are: what preddist makes of all samples together. */
#ifndef PHATE_PREDICTION_INPUT_ADDITION_H
#define PHATE_PREDICTION_INPUT_ADDITION_H

#include "base/report.h"
#include "matrix/matrix.h"
#include "stream/reader/reader.h"
#include "stream/repeats.h"
#include "stream/table/table.h"

#include <stdbool.h>

/* Such records, all zero before the first. */
struct prediction_addition {
    struct matrix sum;   /* of each distance times its samples */
    struct record first; /* the header of the first record */
    size_t count;        /* records */
    size_t samples;      /* of all of them */
    struct matrix
        scores; /* a column for each of the scores that add up, times the samples; or none */
    struct repeats met; /* the matrices */
};

/* Whether it is a record of distances between predictions: it tells of how many samples. */
bool prediction_addition_takes(const struct record *r);

/* Whether a row table has scores that a sum may change. */
bool prediction_addition_changes(const struct table *rows);

/* Adds the reader's current record, such a one. `rows` is the row table before it (of no columns
 * where there is none), whose scores add up too. Fails where it is damaged or no matrix of
 * distances, and where it does not fit the first one: another measure, other classes, another
 * number of snapshots, or scores in one of the two alone. */
struct error *prediction_addition_add(struct prediction_addition *sum, struct reader *in,
                                      const struct record *r, const struct table *rows) MUST_CHECK;

/* After the last: the header of the mean, which the caller frees, with the attributes samples and
 * summands; sum->sum becomes the mean, and the table of the first record's rows gets the scores of
 * all samples. Progress does not add up: its column goes, which a note tells. */
struct error *prediction_addition_finish(struct prediction_addition *sum, const char *provenance,
                                         struct table *rows, struct report *report,
                                         struct record *r) MUST_CHECK;
void prediction_addition_free(struct prediction_addition *sum);

#endif
