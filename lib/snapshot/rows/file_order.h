/* The order of files whose steps nobody has told: a shell names checkpoint-1000 before
 * checkpoint-200. */
#ifndef PHATE_SNAPSHOT_ROWS_FILE_ORDER_H
#define PHATE_SNAPSHOT_ROWS_FILE_ORDER_H

#include "base/report.h"
#include "stream/table/table.h"

/* Where a file comes behind another whose path differs in one larger number alone: warns, and names
 * the template by which the number would be the step. The rows are in the order of the files. */
void file_order_warn(const struct table *rows, struct report *report);

#endif
