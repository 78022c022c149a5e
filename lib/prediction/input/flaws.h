/* What is wrong with predictions, in words. */
#ifndef PHATE_PREDICTION_INPUT_FLAWS_H
#define PHATE_PREDICTION_INPUT_FLAWS_H

#include "base/error.h"
#include "prediction/block.h"
#include "stream/table/table.h"

/* Always an error. `first` is the number of the block's first sample; `rows` names the snapshots.
 */
struct error *prediction_flaw_error(const struct prediction_flaw *flaw,
                                    const struct prediction_block *block, size_t first,
                                    const struct table *rows) MUST_CHECK;

#endif
