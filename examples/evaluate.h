/* Scores and predictions of networks; the evaluator that lossgrid and snapeval ask. */
#ifndef EXAMPLES_EVALUATE_H
#define EXAMPLES_EVALUATE_H

#include "data.h"
#include "network.h"
#include "snapshot.h"

/* Scores use a batch size of their own, so that their last digits do not depend on --batch. */
enum { EVALUATE_ROWS = 256 };

/* The mean loss and accuracy on all of `data`, by a network with room for batches of
 * EVALUATE_ROWS. `logits`, count x DATA_CLASSES, gets its predictions, unless NULL. */
struct score evaluate_network(struct network *net, const struct dataset *data, float *logits);

/* Reads paths of snapshots from standard input until its end, and prints for each a line of the
 * loss and accuracy on `test`. With s->predictions the line ends in block:BYTES, and after it come
 * that many bytes: a .npy of the logits. Each snapshot says what architecture it has; what it does
 * not say is that of s. */
struct error *evaluate_paths(const struct settings *s, const struct dataset *test) MUST_CHECK;

#endif
