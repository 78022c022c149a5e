/* How the columns of snapshots are cut into samples and classes. */
#ifndef PHATE_PREDICTION_INPUT_CLASSES_H
#define PHATE_PREDICTION_INPUT_CLASSES_H

#include "stream/record/record.h"
#include "stream/table/table.h"

/* The classes of the record: `option` (0: none was given), or what its attribute classes says.
 * `tensors` is the content of the tensors record before it (a table of no columns where there is
 * none). Fails where neither tells, or both, differently; where there are not whole samples of so
 * many classes, or none at all; and where a tensor of two axes or more has another length along
 * its last one, or one of a single axis is of whole numbers, as labels are; and of rows of
 * activations. */
struct error *prediction_classes_find(const struct record *r, size_t option,
                                      const struct table *tensors, size_t *classes) MUST_CHECK;

#endif
