/* What each group of columns took, for the user: an expression may match more than was meant. */
#ifndef PHATE_GRAM_GROUP_REPORT_H
#define PHATE_GRAM_GROUP_REPORT_H

#include "base/report.h"
#include "gram/groups.h"
#include "stream/table/table.h"

/* One note per group that was made by expressions, or that has columns of no tensor: how many
 * tensors and parameters it has, the forms of their names, and how many more it would have, were
 * these not in a group before; and one note of the tensors without elements, which no group has.
 * `tensors` and `cols` are those that the groups were made of (groups.h). */
struct error *gram_groups_report(const struct gram_groups *groups,
                                 const struct group_choice *choice, const struct table *tensors,
                                 size_t cols, struct report *report) MUST_CHECK;

/* A table of all tensors, in the order of columns:
 *    group, tensor, shape, count    its group, or nothing; of parameters
 *    also                           later groups that match, too, separated by commas
 * which the caller frees, also on failure. Fails as gram_groups_make does. */
struct error *gram_groups_list(const struct group_choice *choice, const struct table *tensors,
                               size_t cols, struct table *list) MUST_CHECK;

#endif
