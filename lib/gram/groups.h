/* Groups of columns, each with its own Gram matrix. Each column is in exactly one group, so that
 * the Gram matrices of all groups add up to that of all columns. */
#ifndef PHATE_GRAM_GROUPS_H
#define PHATE_GRAM_GROUPS_H

#include "base/text/regex_list.h"
#include "stream/record/panel.h"
#include "stream/table/table.h"

#include <stdint.h>

/* What the user asks for. All zero: one group without a name, of all columns. */
struct group_choice {
    bool by_tensor; /* one group per tensor, with the tensor's name */
    bool of_part;   /* expressions may match no tensor, whose groups are left out: those that they
                       match may be in other parts */
    struct regex_list expressions;
    struct strlist names; /* of the expressions' groups */
};

/* Adds groups: "EXPRESSION,NAME=EXPRESSION,...", POSIX extended regular expressions on the names of
 * tensors. A group has its expression as its name where no name (letters, digits, '_', '-', '.')
 * precedes it; expressions of one name make one group. A comma inside braces does not separate.
 * Fails, with the reason, where an expression is malformed or empty. */
struct error *gram_group_choice_add(struct group_choice *choice, const char *text) MUST_CHECK;
void gram_group_choice_free(struct group_choice *choice);

struct gram_group {
    char *name; /* NULL: the group of all columns, where no name was asked for */
    struct span *spans;
    size_t count, room;
    size_t cols;   /* of all spans */
    size_t params; /* that they are or, of sketches, stand for */
};

struct gram_groups {
    struct gram_group *at;
    size_t count, room;
    uint64_t choice; /* a hash of the expressions and the names of their groups, in their order, or
                        of there being one per tensor; 0: there is one of all columns */
};

/* The name of the last group, which has the columns that are in no other. */
#define GRAM_GROUP_OTHER "other"

/* The name of the group that a tensor belongs to. */
const char *gram_group_of(const struct group_choice *choice, const char *tensor);

/* The groups of snapshots with `cols` columns. `tensors` is the content of their tensors record (a
 * table of no columns where there is none). A tensor is in the group of the first expression that
 * matches; a tensor without elements is in no group. Fails where names are needed and there is no
 * table; and, unless they are of a part, listing the tensors, where an expression matches no
 * tensor, or only tensors of earlier groups. */
struct error *gram_groups_make(struct gram_groups *groups, const struct group_choice *choice,
                               const struct table *tensors, size_t cols) MUST_CHECK;
void gram_groups_free(struct gram_groups *groups);

/* The parts of a group that lie in the panel of columns [first, first + count), counted from the
 * panel's first column, go to `spans`, which has room for group->count. *next is 0 for the first
 * panel; the caller passes it from panel to panel. Returns the number of parts. */
size_t gram_group_in_panel(const struct gram_group *group, size_t first, size_t count, size_t *next,
                           struct span *spans);

#endif
