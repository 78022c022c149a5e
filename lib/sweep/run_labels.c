#include "sweep/run_labels.h"

#include "stream/table/column.h"

#include <stdlib.h>
#include <string.h>

static struct error *label_row(struct run_labels *labels, size_t row, const char *name)
{
    struct error *err = NULL;
    if (!*name)
        return NULL;
    labels->run[row] = strlist_find(&labels->name, name);
    if (labels->run[row] == RUN_LABELS_NONE) {
        labels->run[row] = labels->name.count;
        err = strlist_add(&labels->name, name, strlen(name));
    }
    return err;
}

struct error *run_labels_find(struct run_labels *labels, const struct table *t, size_t rows,
                              const char *column)
{
    struct error *err;
    size_t at;
    *labels = (struct run_labels){.run = malloc((rows + 1) * sizeof *labels->run)};
    if (!labels->run)
        return error_memory("the runs of snapshots");
    for (size_t i = 0; i < rows; i++)
        labels->run[i] = RUN_LABELS_NONE;
    TRY(column_find(t, column, "run", &at));
    for (size_t i = 0; at != TABLE_NONE && i < rows; i++)
        TRY(label_row(labels, i, table_cell(t, i, at)));
out:
    if (err)
        run_labels_free(labels);
    return err;
}

void run_labels_free(struct run_labels *labels)
{
    free(labels->run);
    strlist_free(&labels->name);
    *labels = (struct run_labels){0};
}
