#include "snapshot/concat_rows.h"

#include "snapshot/concat_files.h"
#include "snapshot/rows/row_table.h"

#include <stdlib.h>

static struct error *add_row(void *rows, struct checkpoint *c, const char *path)
{
    (void)path;
    struct error *err = row_table_add(rows, c);
    checkpoint_free(c);
    return err;
}

struct error *concat_rows(const struct concat *work, struct table *rows, struct report *report)
{
    struct error *err;
    size_t *order = NULL;
    TRY(concat_files_open(work, add_row, rows, report));
    TRY(concat_files_describe_rows(work, rows, &order, report));
    if (order)
        TRY(table_reorder(rows, order));
out:
    free(order);
    return err;
}
