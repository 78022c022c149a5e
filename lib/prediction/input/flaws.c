#include "prediction/input/flaws.h"

#include "stream/table/column.h"

static struct error *fault_error(const struct prediction_flaw *flaw)
{
    switch (flaw->fault) {
    case PREDICTION_NAN:
        return error_new("class %zu is NaN: leave that snapshot out", flaw->class);
    case PREDICTION_INFINITE:
        return error_new("class %zu is %g, which is not a logit: leave that snapshot out",
                         flaw->class, flaw->value);
    case PREDICTION_IMPOSSIBLE:
        return error_new("all logits are -inf: leave that snapshot out");
    case PREDICTION_NEGATIVE:
        return error_new("class %zu is %g, which is not a probability: of logits say --values "
                         "logits",
                         flaw->class, flaw->value);
    default:
        return error_new("the probabilities sum to %g, expected 1: check -c, and of logits say "
                         "--values logits",
                         flaw->value);
    }
}

struct error *prediction_flaw_error(const struct prediction_flaw *flaw,
                                    const struct prediction_block *block, size_t first,
                                    const struct table *rows)
{
    char row[COLUMN_ROW_NAME_MAX], other[COLUMN_ROW_NAME_MAX];
    size_t sample = first + flaw->sample;
    column_row_name(rows, flaw->row, row);
    column_row_name(rows, flaw->other, other);
    if (!flaw->apart)
        return error_prefix(fault_error(flaw), "snapshots: %s: sample %zu", row, sample);
    if (block->measure == PREDICTION_JEFFREYS)
        return error_new("snapshots: sample %zu: class %zu has the probability 0 in either %s or "
                         "%s, so that jeffreys is infinite: give logits, or take -m hellinger",
                         sample, flaw->class, row, other);
    return error_new("snapshots: sample %zu: no class has a probability above 0 in both %s and %s, "
                     "so that bhattacharyya is infinite: give logits, or take -m hellinger",
                     sample, row, other);
}
