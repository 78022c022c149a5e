#include "homology/filtration.h"

#include "stream/table/column.h"

#include <math.h>
#include <stdlib.h>

static void take_numbers(struct filtration *f, const struct table *t, size_t column)
{
    for (size_t row = 0; row < t->rows; row++) {
        double value;
        if (table_number(t, row, column, &value) && isfinite(value)) {
            f->row[f->count] = row;
            f->value[f->count++] = value + 0.0; /* there is no -0 among heights */
        } else if (f->left_out++ == 0) {
            f->missing = row;
        }
    }
}

struct error *filtration_new(struct filtration *f, const struct table *t, const char *column)
{
    struct error *err;
    size_t index;
    *f = (struct filtration){0};
    TRY(column_find(t, column, NULL, &index));
    f->row = calloc(t->rows + 1, sizeof *f->row);
    f->value = calloc(t->rows + 1, sizeof *f->value);
    if (!f->row || !f->value) {
        err = error_memory("the values of rows");
        goto out;
    }
    take_numbers(f, t, index);
    if (f->count == 0)
        err = error_new("column '%s': has no finite number: choose another", column);
out:
    if (err)
        filtration_free(f);
    return err;
}

void filtration_free(struct filtration *f)
{
    free(f->row);
    free(f->value);
    *f = (struct filtration){0};
}
