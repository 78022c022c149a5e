/* Whether two row tables, of matrices that are to be added, have their snapshots in one order. */
#ifndef PHATE_RUN_ROW_ORDER_H
#define PHATE_RUN_ROW_ORDER_H

#include "base/error.h"
#include "stream/table/table.h"

/* Fails, with `name` in front, where a row of `t` has the run and step of another row of `first`,
 * and not of the one in its place. Only columns that both have count (run, step and epoch), as
 * text; what `first` does not know is not an error: shards may lie in folders of other names. */
struct error *row_order_check(const struct table *first, const struct table *t,
                              const char *name) MUST_CHECK;

#endif
