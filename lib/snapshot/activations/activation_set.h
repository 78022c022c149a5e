/* Files of activations of the same samples, as they are described: which tensor of each file it
 * is, and the table of rows. */
#ifndef PHATE_SNAPSHOT_ACTIVATIONS_ACTIVATION_SET_H
#define PHATE_SNAPSHOT_ACTIVATIONS_ACTIVATION_SET_H

#include "base/report.h"
#include "checkpoint/cursor.h"
#include "matrix/matrix.h"
#include "snapshot/concat.h"
#include "stream/table/table.h"

struct activation {
    struct checkpoint file;
    size_t tensor; /* its index in the file */
};

struct activation_set {
    const struct tensor_choice *choice; /* set by the caller, */
    size_t least_samples;               /* as is this */
    struct activation *at;
    size_t count, room;
    size_t samples;    /* of every file */
    struct table rows; /* one per file: path and metadata */
};

/* Describes the files of the work, in order, with all columns of their rows. The caller frees the
 * set, also on failure. Fails, with the file, where the choice leaves no tensor or several, where
 * the tensor has fewer samples than least_samples or no features, and where the first file has
 * another number of samples. */
struct error *activation_set_describe(struct activation_set *s, const struct concat *work,
                                      struct report *report) MUST_CHECK;
void activation_set_free(struct activation_set *s);

const struct tensor *activation_set_tensor(const struct activation *a);
size_t activation_set_features(const struct activation *a); /* of each sample; never 0 */

/* Reads features [first, first + x->cols) of all samples: x is samples x any. *bad becomes the
 * first sample with a NaN or an infinity, or x->rows. The cursor is of the activation's file. Fails
 * as tensor_read_f64 does. */
struct error *activation_set_read(const struct activation *a, struct cursor *cursor, size_t first,
                                  struct matrix *x, size_t *bad) MUST_CHECK;

#endif
