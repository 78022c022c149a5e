/* The true classes of samples, from a file. */
#ifndef PHATE_PREDICTION_INPUT_LABELS_H
#define PHATE_PREDICTION_INPUT_LABELS_H

#include "base/report.h"

#include <stddef.h>
#include <stdint.h>

struct prediction_labels {
    uint32_t *at; /* one per sample, from 0 on */
    size_t count;
};

/* From a .npy array of whole numbers, one per sample (a file, not a pipe), or from a table (TSV or
 * CSV): its column label, or its only column, whose heading may be missing. Fails where there are
 * not `samples` of them, or one is not a whole number below `classes`. A note says where none is 0,
 * as of labels that begin at 1. The caller frees the labels. */
struct error *prediction_labels_read(struct prediction_labels *labels, const char *path,
                                     size_t samples, size_t classes,
                                     struct report *report) MUST_CHECK;
void prediction_labels_free(struct prediction_labels *labels);

#endif
